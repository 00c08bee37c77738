package exo.db.engine;

import exo.db.database.GrowingPause;
import exo.db.database.ServerFailures;
import exo.db.database.Session;
import exo.db.database.SqlState;
import exo.db.database.Timing;
import exo.db.engine.LockHolders.Holder;
import exo.db.schema.Scope;
import exo.db.schema.Step;
import exo.db.schema.TableLock;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jooq.exception.DataAccessException;

/**
 * Waits for the locks of one step without making others wait: a lock that conflicts with writers is asked for during at
 * most 200 ms at a time, since everybody else queues behind the one who asks; between attempts there are pauses with
 * jitter, and there is an end to it all.
 *
 * <p>Where only autovacuum is in the way, the next attempt first takes a lock that no writer queues behind, for longer
 * than the server's {@code deadlock_timeout}: that is when autovacuum gives way.
 */
final class LockPatience {
    /** Milliseconds; the last one repeats. */
    private static final int[] LADDER = {50, 100, 150, 200};

    /** A step that only moves definitions about is over in this time or something is wrong. */
    private static final Duration SHORT_STATEMENT = Duration.ofMinutes(1);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    private static final Duration BETWEEN_REPORTS = Duration.ofSeconds(15);

    private final Session session;
    private final Timing timing;
    private final long deadline;
    private final Step step;
    private final Consumer<PlanEvent> audience;
    private int attempt;
    private long nextReport;
    private List<Holder> holders = List.of();
    private String refusal = "";

    LockPatience(Session session, Timing timing, long deadline, Step step, Consumer<PlanEvent> audience) {
        this.session = session;
        this.timing = timing;
        this.deadline = deadline;
        this.step = step;
        this.audience = audience;
        this.nextReport = timing.nanoTime().getAsLong();
    }

    /** Runs the work again while a lock is not to be had and the deadline has not passed. */
    void insist(Runnable work) {
        GrowingPause pause = new GrowingPause(timing, FIRST_PAUSE, LONGEST_PAUSE);
        for (attempt = 0; ; attempt++) {
            try {
                work.run();
                return;
            } catch (DataAccessException e) {
                if (!SqlState.is(e, SqlState.LOCK_NOT_AVAILABLE)) {
                    throw e;
                }
                holders = LockHolders.of(session, step);
                refusal = ServerFailures.reason(e);
                if (timing.hasPassed(deadline)) {
                    throw e;
                }
                report();
                pause.rest();
            }
        }
    }

    /** Sets the limits for the statements that follow: of the transaction, or of the session outside of one. */
    void limit() {
        boolean inTransaction = step.scope() != Scope.NONE;
        if (inTransaction && LockHolders.areAllAutovacuum(holders)) {
            makeAutovacuumYield();
        }
        set("lock_timeout", lockTimeout(), inTransaction);
        set("statement_timeout", PlanExecutor.isLong(step.change()) ? Duration.ZERO : SHORT_STATEMENT, inTransaction);
    }

    /** Gives a session that was limited outside of a transaction its own limits back. */
    void relax() {
        session.sql().execute("reset lock_timeout");
        session.sql().execute("reset statement_timeout");
    }

    /** Who was in the way when it was last tried; the server's words where nobody holds the tables. */
    String holders() {
        return holders.isEmpty() ? refusal : LockHolders.text(holders);
    }

    private void makeAutovacuumYield() {
        Long deadlockTimeout = session.sql()
                .fetchSingle("select setting::bigint from pg_settings where name = 'deadlock_timeout'")
                .into(Long.class);
        set("lock_timeout", Duration.ofMillis(deadlockTimeout * 3 / 2), true);
        for (TableLock lock : step.locks()) {
            session.sql()
                    .execute(ChangeSql.sql(
                            "lock table {0} in share update exclusive mode", ChangeSql.name(lock.table())));
        }
    }

    private Duration lockTimeout() {
        boolean blocksWriters = step.locks().isEmpty()
                || step.locks().stream().anyMatch(lock -> lock.mode().blocksWriters());
        if (blocksWriters) {
            return Duration.ofMillis(LADDER[Math.min(attempt, LADDER.length - 1)]);
        }
        long left = deadline - timing.nanoTime().getAsLong();
        return Duration.ofNanos(Math.max(left, Duration.ofMillis(LADDER[0]).toNanos()));
    }

    private void set(String setting, Duration limit, boolean local) {
        session.sql().fetch("select set_config(?, ?, ?)", setting, limit.toMillis() + "ms", local);
    }

    private void report() {
        if (timing.hasPassed(nextReport)) {
            audience.accept(new PlanEvent.Waiting(step, holders()));
            nextReport = timing.deadlineIn(BETWEEN_REPORTS);
        }
    }
}
