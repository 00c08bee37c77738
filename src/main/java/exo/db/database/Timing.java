package exo.db.database;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * How time passes for those who wait and retry: a stop watch, a way to rest, and chance for jitter.
 *
 * @param nanoTime a monotonic clock in nanoseconds
 */
public record Timing(LongSupplier nanoTime, Pause pause, RandomGenerator random) {
    /** A moment to compare with {@link #hasPassed}. */
    public long deadlineIn(Duration duration) {
        return nanoTime.getAsLong() + duration.toNanos();
    }

    /** Whether that moment is over. */
    public boolean hasPassed(long deadline) {
        return nanoTime.getAsLong() - deadline >= 0;
    }

    /** The time that is left until that moment; zero once it has passed. */
    public Duration until(long deadline) {
        return Duration.ofNanos(Math.max(0, deadline - nanoTime.getAsLong()));
    }

    /** The time since an earlier reading of the clock. */
    public Duration since(long start) {
        return Duration.ofNanos(nanoTime.getAsLong() - start);
    }

    /** Rests for between half and all of the duration, so that several waiting processes drift apart. */
    public void restWithJitter(Duration duration) {
        long half = duration.toMillis() / 2;
        pause.rest(Duration.ofMillis(half + random.nextLong(half + 1)));
    }
}
