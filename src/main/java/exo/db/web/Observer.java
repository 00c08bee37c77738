package exo.db.web;

import exo.db.database.Session;
import exo.db.failure.ExoException;
import exo.db.maintenance.WorkFailed;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the database for whoever asks, at most once in a while: however many ask, and however often, the database
 * notices one.
 *
 * @param <T> what is seen
 */
final class Observer<T> {
    /** Whoever scrapes gives up after 10 s, and asks again. */
    private static final String LIMIT = "set statement_timeout = '8s'";

    private static final String NO_LIMIT = "reset statement_timeout";

    private final Supplier<Session> sessions;
    private final Function<Session, T> look;
    private final Duration freshness;
    private final LongSupplier nanoTime;
    private @Nullable Seen<T> last;

    /** @param freshness for how long a look is as good as a new one */
    Observer(Supplier<Session> sessions, Function<Session, T> look, Duration freshness, LongSupplier nanoTime) {
        this.sessions = sessions;
        this.look = look;
        this.freshness = freshness;
        this.nanoTime = nanoTime;
    }

    /** What came of a look. */
    sealed interface Sight<T> {
        /** It worked. */
        record Clear<T>(T seen) implements Sight<T> {}

        /** It did not, and why. */
        record None<T>(ExoException failure) implements Sight<T> {}
    }

    /** The last look if it is fresh, else a new one, which others that ask meanwhile wait for. */
    synchronized Sight<T> sight() {
        Seen<T> known = last;
        if (known != null && nanoTime.getAsLong() - known.at() < freshness.toNanos()) {
            return known.sight();
        }
        Sight<T> sight = lookNow();
        last = new Seen<>(sight, nanoTime.getAsLong());
        return sight;
    }

    private Sight<T> lookNow() {
        try (Session session = sessions.get()) {
            session.sql().execute(LIMIT);
            try {
                return new Sight.Clear<>(look.apply(session));
            } finally {
                session.sql().execute(NO_LIMIT);
            }
        } catch (RuntimeException e) {
            return new Sight.None<>(WorkFailed.of(e, "look at the database"));
        }
    }

    private record Seen<T>(Sight<T> sight, long at) {}
}
