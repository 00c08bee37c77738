package exo.db.web;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A check that, once it was passed, is taken for passed for a while: between two of them it is enough that the database
 * answers, which whoever hands over a session has seen. One that fails is made again each time. Not thread-safe.
 *
 * @param <T> what is checked
 */
final class NowAndThen<T> implements Function<T, Boolean> {
    private final Consumer<T> check;
    private final Duration interval;
    private final LongSupplier nanoTime;
    private @Nullable Long passedAt;

    /** @param check throws where it is not passed */
    NowAndThen(Consumer<T> check, Duration interval, LongSupplier nanoTime) {
        this.check = check;
        this.interval = interval;
        this.nanoTime = nanoTime;
    }

    @Override
    public Boolean apply(T subject) {
        Long passed = passedAt;
        if (passed == null || nanoTime.getAsLong() - passed >= interval.toNanos()) {
            passedAt = null;
            check.accept(subject);
            passedAt = nanoTime.getAsLong();
        }
        return Boolean.TRUE;
    }
}
