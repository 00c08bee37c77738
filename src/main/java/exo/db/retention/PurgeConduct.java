package exo.db.retention;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a run of the purge behaves towards who started it.
 *
 * @param lockWait how long all waits for locks and held rows may take together
 * @param mostTime after which no other batch begins; null where there is no such limit
 * @param stop asked between batches; once it says true, no other batch begins
 * @param waiting is told whom it waits for
 * @param progress is told every second how far it is
 */
public record PurgeConduct(
        Duration lockWait,
        @Nullable Duration mostTime,
        BooleanSupplier stop,
        Consumer<String> waiting,
        Consumer<PurgeProgress> progress) {
    /** Nobody listens. */
    public static PurgeConduct quiet(Duration lockWait, @Nullable Duration mostTime, BooleanSupplier stop) {
        return new PurgeConduct(lockWait, mostTime, stop, text -> {}, progress -> {});
    }
}
