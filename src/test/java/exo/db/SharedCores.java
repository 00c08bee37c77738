package exo.db;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Work that touches no database: what others wait beside it, they wait for a core and for nothing that we do to their
 * tables.
 */
final class SharedCores {
    /** As a batch of ours and what the server does for it, about. */
    private static final long BUSY = TimeUnit.MILLISECONDS.toNanos(6);

    private static final long IDLE = TimeUnit.MILLISECONDS.toNanos(18);

    private SharedCores() {}

    /** Has two threads compute a quarter of the time, in bursts. */
    static void computeFor(long millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        List<Thread> threads = Stream.generate(() -> Thread.ofPlatform().start(() -> computeUntil(end)))
                .limit(2)
                .toList();
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void computeUntil(long end) {
        while (System.nanoTime() < end) {
            long rest = System.nanoTime() + BUSY;
            while (System.nanoTime() < rest) {
                Thread.onSpinWait();
            }
            LockSupport.parkNanos(IDLE);
        }
    }
}
