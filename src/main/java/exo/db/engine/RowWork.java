package exo.db.engine;

import exo.db.database.Session;
import exo.db.database.Timing;
import exo.db.schema.Change;
import exo.db.schema.Step;
import java.time.Duration;
import java.util.function.Consumer;
import org.jooq.impl.DSL;

/**
 * Runs the changes that go through rows beside those who write them, and so are many statements, whose number and text
 * depend on what is found: their rendering is only for those who take a script along.
 */
final class RowWork {
    /** Nobody who writes is to stand behind a statement of ours for longer. */
    private static final String LOCK_TIMEOUT = "set lock_timeout = '200ms'";

    /**
     * Nobody who reads or writes stands behind a validation; autovacuum gives way to who waits for longer than
     * {@code deadlock_timeout}, which is 1 s where nobody changed it.
     */
    private static final String GENTLE_LOCK_TIMEOUT = "set lock_timeout = '10s'";

    private static final Duration BETWEEN_REPORTS = Duration.ofSeconds(1);

    private final Session session;
    private final Timing timing;
    private final Step step;
    private final Consumer<PlanEvent> audience;
    private final long start;
    private long rows;
    private long nextReport;

    RowWork(Session session, Timing timing, Step step, Consumer<PlanEvent> audience) {
        this.session = session;
        this.timing = timing;
        this.step = step;
        this.audience = audience;
        this.start = timing.nanoTime().getAsLong();
        this.nextReport = timing.deadlineIn(BETWEEN_REPORTS);
    }

    /** Whether a change is of that kind. */
    static boolean isFor(Change change) {
        return change instanceof Change.FillColumns
                || change instanceof Change.ValidateLeaves
                || change instanceof Change.CopyDefault;
    }

    /**
     * Runs it, outside of any transaction; the session's settings are left as they are made here.
     *
     * @param insist runs a statement again while a lock is not to be had
     */
    void run(Consumer<Runnable> insist) {
        session.sql().execute("set statement_timeout = 0");
        session.sql().execute(LOCK_TIMEOUT);
        if (step.change() instanceof Change.FillColumns fill) {
            new ColumnFiller(session, timing, batches(insist)).fill(fill);
        } else if (step.change() instanceof Change.CopyDefault copy) {
            new DefaultCopier(session, batches(insist)).copy(copy.staging());
        } else if (step.change() instanceof Change.ValidateLeaves validate) {
            session.sql().execute(GENTLE_LOCK_TIMEOUT);
            validate(validate, insist);
        }
    }

    private PacedBatches batches(Consumer<Runnable> insist) {
        return new PacedBatches(timing, insist, this::count);
    }

    /** The table comes last: it is valid only when all its partitions are, those included that came meanwhile. */
    private void validate(Change.ValidateLeaves validate, Consumer<Runnable> insist) {
        new LeafWork(session, validate.table()).each(leaf -> validate(leaf, validate.constraint(), insist));
        validate(ChangeSql.sql("{0}", ChangeSql.name(validate.table())), validate.constraint(), insist);
    }

    private void validate(String relation, String constraint, Consumer<Runnable> insist) {
        String statement =
                ChangeSql.sql("alter table {0} validate constraint {1}", DSL.raw(relation), DSL.name(constraint));
        insist.accept(() -> session.sql().execute(statement));
    }

    private void count(long more) {
        rows += more;
        if (timing.hasPassed(nextReport)) {
            audience.accept(new PlanEvent.Progress(
                    step, new PlanEvent.Activity.Filling(rows, step.cost().rows()), timing.since(start)));
            nextReport = timing.deadlineIn(BETWEEN_REPORTS);
        }
    }
}
