package exo.db;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Work that touches no database: what others wait beside it, they wait for a core and for nothing that we do to their
 * tables.
 *
 * @param threads that are at it side by side
 * @param busy milliseconds that each computes at a stretch
 * @param idle milliseconds that each rests after it
 */
record SharedCores(int threads, double busy, double idle) {
    private static final OperatingSystemMXBean MACHINE =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    /** How many cores of this machine were busy, on average, since this was last asked. */
    static double busySinceLastAsked() {
        return MACHINE.getCpuLoad() * MACHINE.getAvailableProcessors();
    }

    /** One thread that computes for so many milliseconds at a stretch, and comes to so many cores on average. */
    static SharedCores taking(double cores, double busy) {
        return new SharedCores(1, busy, Math.max(0, busy / cores - busy));
    }

    /** Computes and rests in turn. */
    void computeFor(long millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        List<Thread> started = Stream.generate(() -> Thread.ofPlatform().start(() -> computeUntil(end)))
                .limit(threads)
                .toList();
        for (Thread thread : started) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void computeUntil(long end) {
        while (System.nanoTime() < end) {
            long rest = System.nanoTime() + nanos(busy);
            while (System.nanoTime() < rest) {
                Thread.onSpinWait();
            }
            LockSupport.parkNanos(nanos(idle));
        }
    }

    private static long nanos(double millis) {
        return (long) (millis * TimeUnit.MILLISECONDS.toNanos(1));
    }

    @Override
    public String toString() {
        return "control: %s busy for %.0f of %.0f ms, no database"
                .formatted(threads == 1 ? "a thread" : threads + " threads", busy, busy + idle);
    }
}
