package exo.db.backup.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import exo.db.backup.dump.DumpDamaged.Kind;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** The reading ahead of a dump. */
final class FeedTest {
    @Test
    void aSourceThatGivesNothingIsTold() {
        CountDownLatch never = new CountDownLatch(1);
        Contents silent = sink -> await(never);

        try (Feed feed = Feed.of(silent, Duration.ofMillis(100))) {
            assertThatThrownBy(feed::next)
                    .isInstanceOfSatisfying(
                            DumpDamaged.class,
                            damage -> assertThat(damage.kind()).isEqualTo(Kind.STALLED));
        }
        never.countDown();
    }

    @Test
    void whatTheReaderThrowsIsThrownToWhoeverWaits() {
        IllegalStateException failure = new IllegalStateException("a bug");
        Contents broken = sink -> {
            throw failure;
        };

        try (Feed feed = Feed.of(broken, Duration.ofSeconds(20))) {
            assertThatThrownBy(feed::next).isSameAs(failure);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
