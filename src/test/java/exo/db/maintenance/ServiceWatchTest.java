package exo.db.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class ServiceWatchTest {
    private static final Duration MOMENT = Duration.ofMillis(5);

    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
    private final AtomicLong nanoTime = new AtomicLong();
    private final Vitals vitals = new Vitals(nanoTime::get);

    @Test
    void tellsThatItServesAndLivesAndStops() throws InterruptedException {
        try (ServiceWatch watch = ServiceWatch.begin(said::add, MOMENT, vitals)) {
            assertThat(said.poll(10, TimeUnit.SECONDS)).isEqualTo("WATCHDOG=1");
            watch.ready();
        }

        assertThat(said).contains("READY=1").endsWith("STOPPING=1");
    }

    @Test
    void saysNothingOfALoopThatNoLongerTurns() {
        nanoTime.addAndGet(Duration.ofHours(2).toNanos());

        try (ServiceWatch watch = ServiceWatch.begin(said::add, MOMENT, vitals)) {
            watch.ready();
            vitalsAreAskedAFewTimes();
        }

        assertThat(said).containsExactly("READY=1", "STOPPING=1");
    }

    /** Each question reads the stop watch once. */
    private void vitalsAreAskedAFewTimes() {
        long end = System.nanoTime() + MOMENT.multipliedBy(10).toNanos();
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }
}
