package exo.db.engine;

import exo.db.database.GrowingPause;
import exo.db.database.ServerFailures;
import exo.db.database.Session;
import exo.db.database.SqlState;
import exo.db.database.Timing;
import exo.db.engine.LockHolders.Holder;
import exo.db.engine.LockHolders.Reach;
import exo.db.schema.Change;
import exo.db.schema.Stage;
import exo.db.schema.Step;
import exo.db.schema.TableLock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jooq.exception.DataAccessException;

/**
 * Waits for the locks of a group of steps without making others wait: locks that conflict with writers are asked for
 * during at most 200 ms at a time, all of them together, since everybody else queues behind the one who asks; between
 * attempts there are pauses with jitter, and there is an end to it all.
 *
 * <p>Where only autovacuum is in the way, the next attempt first takes a lock that no writer queues behind, for longer
 * than the server's {@code deadlock_timeout}: that is when autovacuum gives way.
 */
final class LockPatience {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    private static final Duration BETWEEN_REPORTS = Duration.ofSeconds(15);

    /** What a round trip and the server may add to a limit of time before it is somebody else who cancelled. */
    private static final Duration SLACK = Duration.ofSeconds(1);

    private static final Set<String> PASSING =
            Set.of(SqlState.LOCK_NOT_AVAILABLE, SqlState.DEADLOCK, SqlState.SERIALIZATION_FAILURE);

    private static final String DEADLOCK_TIMEOUT =
            "select setting::bigint from pg_settings where name = 'deadlock_timeout'";

    private final Session session;
    private final Timing timing;
    private final Duration allowance;
    private final StepGroup group;
    private final Consumer<PlanEvent> audience;
    private long deadline;
    private int attempt;
    private long nextReport;
    private Duration yielding = Duration.ZERO;

    LockPatience(Session session, Timing timing, long deadline, StepGroup group, Consumer<PlanEvent> audience) {
        this.session = session;
        this.timing = timing;
        this.deadline = deadline;
        this.allowance = timing.until(deadline);
        this.group = group;
        this.audience = audience;
        this.nextReport = timing.nanoTime().getAsLong();
    }

    /**
     * Runs the work again while a lock is not to be had and the deadline has not passed.
     *
     * @throws LockNotObtained when it has, or when who is in the way will not go
     */
    void insist(Runnable work) {
        GrowingPause pause = new GrowingPause(timing, FIRST_PAUSE, LONGEST_PAUSE);
        for (attempt = 0; ; attempt++) {
            long start = timing.nanoTime().getAsLong();
            try {
                work.run();
                renew();
                return;
            } catch (DataAccessException e) {
                if (!isPassing(e, timing.since(start))) {
                    throw e;
                }
                List<Holder> holders = LockHolders.of(session, group.locks(), reach(group.first()));
                String words = holders.isEmpty() ? ServerFailures.reason(e) : LockHolders.text(holders);
                if (timing.hasPassed(deadline) || LockHolders.areUnyielding(holders)) {
                    throw new LockNotObtained(words, e);
                }
                report(words);
                pause.rest();
                yielding = LockHolders.areAllAutovacuum(holders) ? timeToYield() : Duration.ZERO;
            }
        }
    }

    /** The statements that an attempt in a transaction begins with: its limits, and the locks that writers wait for. */
    List<String> opening() {
        return limits().opening(locksAhead(), yielding);
    }

    /** Whether an attempt has failed before the one that is made now. */
    boolean isTriedAgain() {
        return attempt > 0;
    }

    /** What watches over the wait of a statement that takes its time. */
    LockWait watching() {
        long least = timing.deadlineIn(LockLimits.LEAST_GENTLE);
        return new LockWait(timing, Math.max(deadline, least), group.first(), audience);
    }

    /** The limits of the attempt that is made now. */
    LockLimits limits() {
        return new LockLimits(attempt, timing.until(deadline), group, session::atMost);
    }

    private List<TableLock> locksAhead() {
        boolean waitedFor = group.locks().stream().anyMatch(lock -> lock.mode().blocksWriters());
        return waitedFor && isLockedAhead(group.first()) ? group.locks() : List.of();
    }

    /**
     * Partitions are set aside and dropped by statements that take their locks in an order of their own, and a part of
     * an index is attached under a lock of that index, which cannot be had ahead.
     */
    private static boolean isLockedAhead(Step step) {
        return step.stage() != Stage.PARTITIONS && !(step.change() instanceof Change.AttachIndex);
    }

    /** Whether its locks reach the partitions of the tables that it names. */
    static Reach reach(Step step) {
        boolean isAlone = step.stage() == Stage.PARTITIONS
                || step.change() instanceof Change.CreateParentIndex
                || step.change() instanceof Change.AttachIndex
                || step.change() instanceof Change.AdoptDefault
                || step.change() instanceof Change.SwapDefault;
        return isAlone ? Reach.ALONE : Reach.WITH_PARTITIONS;
    }

    /** A cancellation is our own limit's when it comes no later than that. */
    private boolean isPassing(DataAccessException e, Duration spent) {
        boolean ownLimit = SqlState.is(e, SqlState.QUERY_CANCELED)
                && !locksAhead().isEmpty()
                && spent.compareTo(limits().rung().plus(yielding).plus(SLACK)) < 0;
        return ownLimit || SqlState.isRaceInCatalog(e) || PASSING.contains(String.valueOf(SqlState.of(e)));
    }

    /** Hours of work on rows are no wait: the next of its statements may wait as long as the first. */
    private void renew() {
        if (RowWork.isFor(group.first().change())) {
            deadline = timing.deadlineIn(allowance);
        }
    }

    private Duration timeToYield() {
        Long timeout = session.sql().fetchSingle(DEADLOCK_TIMEOUT).into(Long.class);
        return Duration.ofMillis(timeout * 3 / 2);
    }

    private void report(String words) {
        if (timing.hasPassed(nextReport)) {
            audience.accept(new PlanEvent.Waiting(group.first(), words));
            nextReport = timing.deadlineIn(BETWEEN_REPORTS);
        }
    }
}
