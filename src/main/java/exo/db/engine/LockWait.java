package exo.db.engine;

import exo.db.database.Session;
import exo.db.database.Timing;
import exo.db.engine.LockHolders.Holder;
import exo.db.schema.Step;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Names whom a running statement waits for, such as the old transaction that keeps an index build, and ends a wait that
 * goes on beyond the deadline: an index build waits for one transaction after another, so its lock_timeout does not.
 */
final class LockWait implements StatementWatch.Observer {
    private static final Duration BETWEEN_REPORTS = Duration.ofSeconds(15);

    /** Only one that waits at this moment: the statement may have gone on meanwhile. */
    private static final String CANCEL =
            "select pg_cancel_backend(pid) from pg_stat_activity where pid = ? and wait_event_type = 'Lock'";

    private final Timing timing;
    private final long deadline;
    private final Step step;
    private final Consumer<PlanEvent> audience;
    private long nextReport;
    private volatile String seen = "";
    private volatile boolean ended;

    LockWait(Timing timing, long deadline, Step step, Consumer<PlanEvent> audience) {
        this.timing = timing;
        this.deadline = deadline;
        this.step = step;
        this.audience = audience;
        this.nextReport = timing.nanoTime().getAsLong();
    }

    @Override
    public void look(Session second, int backend) {
        List<Holder> holders = LockHolders.blocking(second, backend);
        if (holders.isEmpty()) {
            return;
        }
        seen = LockHolders.text(holders);
        if (timing.hasPassed(deadline)) {
            ended = true;
            second.sql().fetch(CANCEL, backend);
        } else if (timing.hasPassed(nextReport)) {
            audience.accept(new PlanEvent.Waiting(step, seen));
            nextReport = timing.deadlineIn(BETWEEN_REPORTS);
        }
    }

    /** Who was in the way when it was last looked; empty where nobody was. */
    String seen() {
        return seen;
    }

    /** Whether this watch ended the wait. */
    boolean hasEnded() {
        return ended;
    }
}
