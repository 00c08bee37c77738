package exo.db.database;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The tool's advisory locks. Their keys never change, since old and new images must meet: the first eight bytes,
 * big-endian, of the SHA-256 of {@code exo-db-cli/<schema>/<lock>}.
 */
public final class AdvisoryLock {
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration BETWEEN_REPORTS = Duration.ofSeconds(15);

    private static final String HOLDER = """
            select coalesce(string_agg(format('pid %s (%s, user %s, since %s s)',
                a.pid, coalesce(nullif(a.application_name, ''), 'no application name'), a.usename,
                extract(epoch from clock_timestamp() - a.backend_start)::bigint), ', '), '')
            from pg_locks l join pg_stat_activity a using (pid)
            where l.locktype = 'advisory' and l.granted and l.objsubid = 1
              and l.database = (select oid from pg_database where datname = current_database())
              and l.classid::bigint = (?::bigint >> 32) & 4294967295
              and l.objid::bigint = ?::bigint & 4294967295""";

    private AdvisoryLock() {}

    /** The key of a lock in that schema. */
    public static long key(String schema, String lock) {
        try {
            byte[] name = ("exo-db-cli/" + schema + "/" + lock).getBytes(StandardCharsets.UTF_8);
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(name))
                    .getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * Does the work while the session holds the lock, and gives it back. A failure of the work counts more than that
     * the lock, perhaps with its whole connection, was gone by then.
     *
     * @throws LockHeldElsewhere when the deadline passes first, naming the holder; nothing was done then
     */
    public static <T> T holding(
            Session session,
            String lock,
            Timing timing,
            Duration deadline,
            Consumer<String> progress,
            Supplier<T> work) {
        // Before the lock is taken and until it is given back: a client may be frozen between any two statements.
        session.endWhenSilent();
        return andThen(session::stayWhenSilent, () -> {
            acquire(session, lock, timing, deadline, progress);
            return andThen(() -> release(session, lock), work);
        });
    }

    private static <T> T andThen(Runnable end, Supplier<T> work) {
        T result;
        try {
            result = work.get();
        } catch (RuntimeException e) {
            try {
                end.run();
            } catch (RuntimeException gone) {
                e.addSuppressed(gone);
            }
            throw e;
        }
        end.run();
        return result;
    }

    /**
     * Polls for a lock that the session then holds until it closes. Polling and not waiting: a waiter would hold a
     * snapshot, which an index build of the holder waits for, and both would hang.
     *
     * @throws LockHeldElsewhere when the deadline passes first, naming the holder
     */
    public static void acquire(
            Session session, String lock, Timing timing, Duration deadline, Consumer<String> progress) {
        long end = timing.deadlineIn(deadline);
        long nextReport = timing.nanoTime().getAsLong();
        GrowingPause pause = new GrowingPause(timing, FIRST_PAUSE, LONGEST_PAUSE);
        while (!attempt(session, "select pg_try_advisory_lock(?)", lock)) {
            if (timing.hasPassed(end)) {
                throw new LockHeldElsewhere(lock, holder(session, lock), deadline);
            }
            if (timing.hasPassed(nextReport)) {
                progress.accept("waiting for the lock \"" + lock + "\", held by " + holder(session, lock));
                nextReport = timing.deadlineIn(BETWEEN_REPORTS);
            }
            pause.rest();
        }
    }

    /** Gives back a lock of the session. */
    public static void release(Session session, String lock) {
        attempt(session, "select pg_advisory_unlock(?)", lock);
    }

    /** Takes a lock until the end of the current transaction, if nobody else has it. */
    public static boolean tryInTransaction(Session session, String lock) {
        return attempt(session, "select pg_try_advisory_xact_lock(?)", lock);
    }

    private static boolean attempt(Session session, String sql, String lock) {
        try (PreparedStatement statement = session.jdbc().prepareStatement(sql)) {
            statement.setLong(1, key(session.schema(), lock));
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getBoolean(1);
            }
        } catch (SQLException e) {
            throw ServerFailures.of(e, "use the advisory lock \"" + lock + "\"");
        }
    }

    private static String holder(Session session, String lock) {
        long key = key(session.schema(), lock);
        try (PreparedStatement statement = session.jdbc().prepareStatement(HOLDER)) {
            statement.setLong(1, key);
            statement.setLong(2, key);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                String found = rows.getString(1);
                return found.isEmpty() ? "nobody any more" : found;
            }
        } catch (SQLException e) {
            throw ServerFailures.of(e, "see who holds the advisory lock \"" + lock + "\"");
        }
    }
}
