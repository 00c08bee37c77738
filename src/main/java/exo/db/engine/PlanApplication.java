package exo.db.engine;

import exo.db.database.Session;
import exo.db.database.Timing;
import exo.db.engine.PlanExecutor.Obstacle;
import exo.db.schema.Pending;
import exo.db.schema.Plan;
import exo.db.schema.Scope;
import exo.db.schema.Stage;
import exo.db.schema.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jooq.exception.DataAccessException;

/** One application of one plan: group after group, and what becomes of those that fail. */
final class PlanApplication {
    private final Session session;
    private final Timing timing;
    private final Conduct conduct;
    private final Consumer<PlanEvent> audience;
    private long deadline;
    private final int total;
    private final StepRunner runner;
    private final List<Pending> pending = new ArrayList<>();
    private final List<Step> heldBack = new ArrayList<>();

    PlanApplication(
            Session session,
            Timing timing,
            Conduct conduct,
            int total,
            Consumer<PlanEvent> audience,
            StatementWatch watch) {
        this.session = session;
        this.timing = timing;
        this.conduct = conduct;
        this.audience = audience;
        this.deadline = timing.deadlineIn(conduct.lockWait());
        this.total = total;
        this.runner = new StepRunner(session, timing, conduct.ledger(), watch, new Telling(audience, total));
    }

    /** Applies all of it, and says what was put off. */
    List<Pending> apply(Plan plan) {
        StepGroup.of(plan).forEach(this::apply);
        if (!heldBack.isEmpty()) {
            pending.add(Obstacles.heldBack(heldBack));
        }
        return pending;
    }

    /** A group that fails is taken apart, so that the step that is to blame has a name and the others have a chance. */
    private void apply(StepGroup group) {
        boolean waits = group.steps().stream().anyMatch(this::isHeldBack);
        if (group.isSingle()) {
            if (waits) {
                leaveOut(group.first());
            } else {
                applySingle(group);
            }
        } else if (waits || !succeeds(group)) {
            group.apart().forEach(this::apply);
        }
    }

    private boolean succeeds(StepGroup group) {
        try {
            run(group);
            return true;
        } catch (DataAccessException | LockNotObtained e) {
            return false;
        }
    }

    private void applySingle(StepGroup group) {
        Step step = group.first();
        try {
            run(group);
        } catch (LockNotObtained e) {
            if (conduct.obstacle() == Obstacle.STOP) {
                throw new PlanStopped(step, group.number(), total, e.holders(), e.refusal());
            }
            putOff(step, Obstacles.lock(step, e.holders()));
        } catch (DataAccessException e) {
            if (Obstacles.areGone(step, e)) {
                runner.writeFailure(step, e);
                return;
            }
            if (conduct.obstacle() == Obstacle.STOP || !Obstacles.lets(step, e)) {
                runner.writeFailure(step, e);
                throw new PlanStopped(step, group.number(), total, e);
            }
            putOff(step, Obstacles.pending(step, e));
        }
    }

    private void run(StepGroup group) {
        LockPatience patience = new LockPatience(session, timing, deadline, group, audience);
        if (RowWork.isFor(group.first().change())) {
            // To go through rows is no wait for a lock, and what comes after has to wait as patiently as ever.
            long start = timing.nanoTime().getAsLong();
            runner.runOutside(group, patience);
            deadline += timing.since(start).toNanos();
        } else if (group.first().scope() == Scope.NONE) {
            runner.runOutside(group, patience);
        } else {
            patience.insist(() -> runner.runInside(group, patience));
        }
    }

    private boolean isHeldBack(Step step) {
        return isOfSchema(step) && conduct.deferral().holdsBack(step);
    }

    private void putOff(Step step, Pending item) {
        pending.add(item);
        if (isOfSchema(step)) {
            conduct.deferral().putOff(step);
        }
        audience.accept(new PlanEvent.Deferred(step, item));
    }

    private void leaveOut(Step step) {
        heldBack.add(step);
        conduct.deferral().putOff(step);
        audience.accept(new PlanEvent.Deferred(step, Obstacles.heldBack(List.of(step))));
    }

    /** Keys and partitions do without each other. */
    private static boolean isOfSchema(Step step) {
        return step.stage().compareTo(Stage.CONSTRAINTS) <= 0;
    }
}
