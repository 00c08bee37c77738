package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Take-over by the real clock, then many days with a fault on each. It takes half an hour or more, so
 * {@code scripts/faults/replicas} starts it and nothing else does.
 */
final class ReplicasRun {
    private static final int DAYS = Integer.getInteger("exo.faults.days", 200);
    private static final long SEED = Long.getLong("exo.faults.seed", System.nanoTime());

    /** The life of a lease, 30 s, and one pause of who waits for it. */
    private static final Duration LONGEST_TAKE_OVER = Duration.ofSeconds(35);

    @Test
    void aLeaderThatIsGoneIsReplacedInTime(@TempDir Path directory) throws Exception {
        List<String> late = new ArrayList<>();

        try (ReplicaDays days = new ReplicaDays(directory, SEED)) {
            for (ReplicaFault fault : List.of(ReplicaFault.KILLED, ReplicaFault.FROZEN, ReplicaFault.CUT_OFF)) {
                Duration taken = days.takeOver(fault);
                System.out.printf("leader %-9s another leads after %.1f s%n", fault, taken.toMillis() / 1000.0);
                if (taken.compareTo(LONGEST_TAKE_OVER) > 0) {
                    late.add(fault + ": " + taken);
                }
            }
        }

        assertThat(late).isEmpty();
    }

    @Test
    void everyTaskIsRunOnceADay(@TempDir Path directory) throws Exception {
        List<String> wrong = new ArrayList<>();

        try (ReplicaDays days = new ReplicaDays(directory, SEED)) {
            for (int day = 1; day <= DAYS; day++) {
                List<String> ofDay = new ArrayList<>();
                String missing = days.day();
                if (!missing.isEmpty()) {
                    ofDay.add(missing);
                }
                if (day > 1) {
                    ofDay.addAll(days.miscounted(day - 1));
                }
                System.out.println(day + " of " + DAYS + (ofDay.isEmpty() ? "" : ": " + ofDay));
                wrong.addAll(ofDay);
            }
            wrong.addAll(days.miscounted(DAYS));
        }

        System.out.println(DAYS + " days, seed " + SEED + ": " + (wrong.isEmpty() ? "every task once a day" : wrong));
        assertThat(wrong).isEmpty();
    }
}
