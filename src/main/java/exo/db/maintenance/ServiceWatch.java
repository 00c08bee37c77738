package exo.db.maintenance;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Keeps a service manager posted, in the words of {@code sd_notify(3)}: that the daemon serves, that its loop turns for
 * as long as it does, and that it stops.
 */
public final class ServiceWatch implements AutoCloseable {
    private final Consumer<String> manager;
    private final CountDownLatch over = new CountDownLatch(1);

    private ServiceWatch(Consumer<String> manager) {
        this.manager = manager;
    }

    /**
     * Says from now on that the daemon lives.
     *
     * @param interval between two such words; none are said where it is zero
     */
    public static ServiceWatch begin(Consumer<String> manager, Duration interval, Vitals vitals) {
        ServiceWatch watch = new ServiceWatch(manager);
        if (interval.isPositive()) {
            Thread.ofPlatform().name("service-watch").daemon().start(() -> watch.keepPosted(interval, vitals));
        }
        return watch;
    }

    /** Says that the daemon serves. */
    public void ready() {
        manager.accept("READY=1");
    }

    private void keepPosted(Duration interval, Vitals vitals) {
        try {
            while (!over.await(interval.toMillis(), TimeUnit.MILLISECONDS)) {
                if (vitals.isAlive()) {
                    manager.accept("WATCHDOG=1");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Says that the daemon stops. */
    @Override
    public void close() {
        over.countDown();
        manager.accept("STOPPING=1");
    }
}
