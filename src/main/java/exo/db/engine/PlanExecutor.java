package exo.db.engine;

import exo.db.database.ServerFailures;
import exo.db.database.Session;
import exo.db.database.SqlState;
import exo.db.database.Timing;
import exo.db.schema.Change;
import exo.db.schema.ChangeText;
import exo.db.schema.Pending;
import exo.db.schema.Plan;
import exo.db.schema.Scope;
import exo.db.schema.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jooq.exception.DataAccessException;

/**
 * Runs the steps in order and stops at the first that fails.
 *
 * <p>Steps that share a transaction commit together, every other commits on its own, so steps before the failing one
 * stay applied; running the command again plans only what is left. No lock is waited for without a limit: see
 * {@link LockPatience}.
 */
public final class PlanExecutor {
    /** What a step meets when the database is no longer, or not for the moment, as the plan saw it. */
    private static final Set<String> OBSTACLES = Set.of(
            SqlState.LOCK_NOT_AVAILABLE,
            SqlState.GUARD,
            SqlState.UNDEFINED_TABLE,
            SqlState.DUPLICATE_TABLE,
            SqlState.INVALID_OBJECT_DEFINITION,
            SqlState.CHECK_VIOLATION,
            SqlState.QUERY_CANCELED,
            SqlState.DEADLOCK,
            SqlState.SERIALIZATION_FAILURE);

    /** What keeps a partition where it is until somebody sees to it; nothing that the backend needs depends on it. */
    private static final Set<String> HINDRANCES = Set.of(
            SqlState.DEPENDENT_OBJECTS_STILL_EXIST,
            SqlState.INSUFFICIENT_PRIVILEGE,
            SqlState.WRONG_OBJECT_TYPE,
            SqlState.FEATURE_NOT_SUPPORTED);

    private final Timing timing;

    public PlanExecutor(Timing timing) {
        this.timing = timing;
    }

    /** What to do about a step that cannot be taken now because others are in the way. */
    public enum Obstacle {
        /** Stop, since later steps may depend on it. */
        STOP,
        /** Leave it for the next run and go on. */
        DEFER
    }

    /**
     * Applies the plan.
     *
     * @param lockWait how long all lock waits of this plan may take together
     * @return what was deferred; always empty with {@link Obstacle#STOP}
     * @throws PlanStopped naming the failing step
     */
    public List<Pending> apply(
            Session session, Plan plan, Duration lockWait, Obstacle obstacle, Consumer<PlanEvent> audience) {
        Run run = new Run(session, plan.steps().size(), timing.deadlineIn(lockWait), audience);
        List<Pending> deferred = new ArrayList<>();
        int next = 0;
        while (next < plan.steps().size()) {
            List<Step> group = group(plan.steps(), next);
            run.apply(group, next + 1, obstacle, deferred);
            next += group.size();
        }
        return deferred;
    }

    /** The neighbours that commit together with the step at that place. */
    private static List<Step> group(List<Step> steps, int first) {
        int end = first + 1;
        while (steps.get(first).scope() == Scope.SHARED
                && end < steps.size()
                && steps.get(end).scope() == Scope.SHARED
                && steps.get(end).stage() == steps.get(first).stage()) {
            end++;
        }
        return steps.subList(first, end);
    }

    /** One application of one plan. */
    private final class Run {
        private final Session session;
        private final int total;
        private final long deadline;
        private final Consumer<PlanEvent> audience;

        Run(Session session, int total, long deadline, Consumer<PlanEvent> audience) {
            this.session = session;
            this.total = total;
            this.deadline = deadline;
            this.audience = audience;
        }

        void apply(List<Step> group, int number, Obstacle obstacle, List<Pending> deferred) {
            Step first = group.getFirst();
            LockPatience patience = new LockPatience(session, timing, deadline, first, audience);
            try {
                if (first.scope() == Scope.NONE) {
                    runOutside(first, number, patience);
                } else {
                    patience.insist(() -> runInside(group, number, patience));
                }
            } catch (DataAccessException e) {
                if (obstacle == Obstacle.STOP || !isObstacle(first.change(), e)) {
                    throw stopped(first, number, e, patience);
                }
                Pending pending = pending(first, e, patience);
                deferred.add(pending);
                audience.accept(new PlanEvent.Deferred(first, pending));
            }
        }

        private void runInside(List<Step> group, int number, LockPatience patience) {
            session.inTransaction(() -> {
                patience.limit();
                for (int offset = 0; offset < group.size(); offset++) {
                    Step step = group.get(offset);
                    long start = begin(step, number + offset);
                    ChangeSql.render(step.change())
                            .forEach(statement -> session.sql().execute(statement));
                    audience.accept(new PlanEvent.Finished(step, timing.since(start)));
                }
            });
        }

        private void runOutside(Step step, int number, LockPatience patience) {
            long start = begin(step, number);
            for (String statement : ChangeSql.render(step.change())) {
                patience.insist(() -> {
                    patience.limit();
                    session.sql().execute(statement);
                });
            }
            patience.relax();
            audience.accept(new PlanEvent.Finished(step, timing.since(start)));
        }

        private long begin(Step step, int number) {
            audience.accept(new PlanEvent.Started(step, number, total));
            return timing.nanoTime().getAsLong();
        }

        private PlanStopped stopped(Step step, int number, DataAccessException cause, LockPatience patience) {
            return SqlState.is(cause, SqlState.LOCK_NOT_AVAILABLE)
                    ? new PlanStopped(step, number, total, patience.holders(), cause)
                    : new PlanStopped(step, number, total, cause);
        }

        private static boolean isObstacle(Change change, DataAccessException e) {
            String state = String.valueOf(SqlState.of(e));
            return OBSTACLES.contains(state) || (isRemoval(change) && HINDRANCES.contains(state));
        }

        private static boolean isRemoval(Change change) {
            return change instanceof Change.DetachPartition || change instanceof Change.DropDetached;
        }

        private static Pending pending(Step step, DataAccessException e, LockPatience patience) {
            String what = ChangeText.of(step.change()) + " is put off: ";
            return switch (String.valueOf(SqlState.of(e))) {
                case SqlState.LOCK_NOT_AVAILABLE ->
                    new Pending("lock.timeout", what + patience.holders(), "nothing: the next run tries again");
                case SqlState.GUARD ->
                    new Pending(
                            "partition.pinned",
                            what + ServerFailures.reason(e),
                            "nothing: it goes when no row of it must stay any more");
                case SqlState.QUERY_CANCELED, SqlState.DEADLOCK, SqlState.SERIALIZATION_FAILURE ->
                    new Pending(
                            "statement.stopped", what + ServerFailures.reason(e), "nothing: the next run tries again");
                case SqlState.DEPENDENT_OBJECTS_STILL_EXIST,
                        SqlState.INSUFFICIENT_PRIVILEGE,
                        SqlState.WRONG_OBJECT_TYPE,
                        SqlState.FEATURE_NOT_SUPPORTED ->
                    new Pending(
                            "partition.in-use",
                            what + ServerFailures.reason(e),
                            "see it with \\d+ in psql, and drop what depends on it or make this role its owner");
                default ->
                    new Pending(
                            "partition.changed",
                            what + ServerFailures.reason(e),
                            "run the same command again: it plans from what is there now");
            };
        }
    }

    /** Whether a step builds or checks something for as long as it takes. */
    static boolean isLong(Change change) {
        return switch (change) {
            case Change.AlterColumnType alter -> true;
            case Change.CreateIndex create -> true;
            case Change.ValidateConstraint validate -> true;
            case Change.SetNotNull set -> true;
            case Change.CreateSchema create -> false;
            case Change.CreateTable create -> false;
            case Change.AddColumn add -> false;
            case Change.SetDefault set -> false;
            case Change.DropNotNull drop -> false;
            case Change.DropIndex drop -> false;
            case Change.AddForeignKey add -> false;
            case Change.AddCheck add -> false;
            case Change.InsertSettings insert -> false;
            case Change.RecordState record -> false;
            case Change.RecordTextChange record -> false;
            case Change.InsertKey insert -> false;
            case Change.CreatePartition create -> false;
            case Change.CreateDefaultPartition create -> false;
            case Change.DetachPartition detach -> false;
            case Change.FinishDetach finish -> false;
            case Change.DropDetached drop -> false;
        };
    }
}
