package exo.db.engine;

import exo.db.database.AdvisoryLock;
import exo.db.database.GrowingPause;
import exo.db.database.ServerFailures;
import exo.db.database.Session;
import exo.db.database.SqlState;
import exo.db.database.Timing;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jooq.exception.DataAccessException;

/**
 * The transaction in which rows or recordings of deployments are deleted: beside it no other batch, create, detach or
 * drop works on the table, and no hold comes to be. So a hold counts from its commit: whoever places one waits for the
 * batch that is at it, and the next batch sees it.
 */
public final class DeletionFence {
    /** Who places a hold is to stand behind us for a moment only; a batch is far quicker than its limit. */
    private static final String LIMITS =
            "select set_config('statement_timeout', ?, true), set_config('lock_timeout', '200ms', true)";

    private static final Duration LONGEST_BATCH = Duration.ofSeconds(30);

    /** What another session's work can cause; the next attempt finds things otherwise. */
    private static final Set<String> PASSING = Set.of(
            SqlState.LOCK_NOT_AVAILABLE, SqlState.QUERY_CANCELED, SqlState.DEADLOCK, SqlState.SERIALIZATION_FAILURE);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private static final String NO_NEW_HOLDS = "lock table retention_holds in share mode";

    private final Session session;
    private final Timing timing;
    private final BooleanSupplier stop;
    private final long deadline;

    /**
     * @param lockWait how long all waits for locks may take together
     * @param stop asked before each attempt; once it says true, there is no other
     */
    public DeletionFence(Session session, Timing timing, Duration lockWait, BooleanSupplier stop) {
        this.session = session;
        this.timing = timing;
        this.stop = stop;
        this.deadline = timing.deadlineIn(lockWait);
    }

    /** Why a batch was not done, and the rest is to be left. */
    public record Left(Cause cause, String why) {}

    /** What made an end of it. */
    public enum Cause {
        STOPPED,
        DEFERRED
    }

    /**
     * Does one batch, trying again while somebody is in the way.
     *
     * @param work may run several times, each time after what it did was rolled back
     * @param committed is told what the work returned, once that is committed
     * @return empty where it is
     */
    public <T> Optional<Left> batch(String table, Supplier<T> work, Consumer<T> committed) {
        GrowingPause pause = new GrowingPause(timing, FIRST_PAUSE, LONGEST_PAUSE);
        while (!stop.getAsBoolean()) {
            Optional<String> obstacle = attempt(table, work, committed);
            if (obstacle.isEmpty() || timing.hasPassed(deadline)) {
                return obstacle.map(why -> new Left(Cause.DEFERRED, why));
            }
            pause.rest();
        }
        return Optional.of(new Left(Cause.STOPPED, "it was told to stop"));
    }

    private <T> Optional<String> attempt(String table, Supplier<T> work, Consumer<T> committed) {
        Optional<T> done;
        try {
            done = session.inTransaction(() -> fenced(table, work));
        } catch (DataAccessException e) {
            if (!PASSING.contains(String.valueOf(SqlState.of(e)))) {
                throw e;
            }
            return Optional.of(ServerFailures.reason(e));
        }
        done.ifPresent(committed);
        return done.isPresent() ? Optional.empty() : Optional.of("another run works on " + table);
    }

    private <T> Optional<T> fenced(String table, Supplier<T> work) {
        session.sql().fetch(LIMITS, longestStatement(session));
        return raise(session, table) ? Optional.of(work.get()) : Optional.empty();
    }

    /** How long a statement of a batch may run, as the server reads it. */
    public static String longestStatement(Session session) {
        return session.atMost(LONGEST_BATCH).toMillis() + "ms";
    }

    /** Puts the fence up until the end of the current transaction; says no where another run works on the table. */
    public static boolean raise(Session session, String table) {
        if (!AdvisoryLock.tryInTransaction(session, "parent/" + table)) {
            return false;
        }
        session.sql().execute(NO_NEW_HOLDS);
        return true;
    }
}
