package exo.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/**
 * The tests of each build that throw random input at what reads foreign bytes, and random histories at what counts
 * months, again and again with other dice until the time is over. {@code scripts/faults/fuzz} starts it and nothing
 * else does.
 */
final class FuzzRun {
    private static final Duration TIME = Duration.ofMinutes(Integer.getInteger("exo.fuzz.minutes", 10));

    /** For the dice that fall the same way in each build; jqwik's and the others name theirs when they fail. */
    private static final String SEED = "exo.fuzz.seed";

    private static final String[] TESTS = {
        "exo.db.dsn.HostileInputTest",
        "exo.db.crypto.EnvelopeDamageTest",
        "exo.db.recording.HostileCastTest",
        "exo.db.backup.DamagedDumpsTest",
        "exo.db.partition.CreationPropertiesTest",
        "exo.db.partition.DefaultPropertiesTest",
        "exo.db.partition.RemovalPropertiesTest",
        "exo.db.retention.PurgePropertiesTest"
    };

    @Test
    void nothingIsFoundUntilTheTimeIsOver() {
        long end = System.nanoTime() + TIME.toNanos();
        Random dice = new Random();
        int rounds = 0;
        while (System.nanoTime() < end) {
            long seed = dice.nextLong();
            System.setProperty(SEED, String.valueOf(seed));
            TestExecutionSummary summary = round();

            rounds++;
            summary.printFailuresTo(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
            assertThat(summary.getTotalFailureCount())
                    .as("round %s, -D%s=%s", rounds, SEED, seed)
                    .isZero();
            assertThat(summary.getTestsSucceededCount()).isPositive();
            System.out.println("round " + rounds + ": " + summary.getTestsSucceededCount() + " tests, nothing found");
        }
    }

    private static TestExecutionSummary round() {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(Stream.of(TESTS).map(name -> selectClass(name)).toList())
                .build();
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create().execute(request, listener);
        return listener.getSummary();
    }
}
