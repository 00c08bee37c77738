package exo.db.maintenance;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Somebody's wish that work should end after the current batch. Thread-safe; once made it stays. */
public final class StopSignal {
    private final CountDownLatch requested = new CountDownLatch(1);

    /** Makes the wish known. */
    public void request() {
        requested.countDown();
    }

    /** Whether the wish was made. */
    public boolean isRequested() {
        return requested.getCount() == 0;
    }

    /** Rests for so long, or until the wish is made; an interrupt counts as the wish. */
    void rest(Duration duration) {
        try {
            if (requested.await(duration.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            request();
        }
    }
}
