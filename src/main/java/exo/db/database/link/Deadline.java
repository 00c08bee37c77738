package exo.db.database.link;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Until when a connection must stand; null as the limit is never. */
final class Deadline {
    private final LongSupplier nanoTime;
    private final long end;
    private final @Nullable Duration limit;

    Deadline(@Nullable Duration limit, LongSupplier nanoTime) {
        this.limit = limit;
        this.nanoTime = nanoTime;
        this.end = limit == null ? 0 : nanoTime.getAsLong() + limit.toNanos();
    }

    /**
     * What is left, in the form that sockets take: at least 1, or 0 for ever.
     *
     * @throws SocketTimeoutException when nothing is left
     */
    int millisLeft() throws SocketTimeoutException {
        if (limit == null) {
            return 0;
        }
        long left = end - nanoTime.getAsLong();
        if (left <= 0) {
            throw new SocketTimeoutException("connect_timeout");
        }
        return Math.toIntExact(Math.max(1, Math.min(Integer.MAX_VALUE, TimeUnit.NANOSECONDS.toMillis(left))));
    }
}
