package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A few days of what {@code scripts/faults/replicas} does for two hundred. */
@Timeout(180)
final class ReplicasIT {
    @Test
    void everyTaskIsRunOnceADayWhateverHappensToTheLeader(@TempDir Path directory) throws Exception {
        long seed = System.nanoTime();

        try (ReplicaDays days = new ReplicaDays(directory, seed)) {
            for (ReplicaFault fault : List.of(ReplicaFault.KILLED, ReplicaFault.SERVER_RESTARTED)) {
                assertThat(days.day(fault)).as("seed %s", seed).isEmpty();
            }

            assertThat(days.miscounted(1)).as("seed %s", seed).isEmpty();
            assertThat(days.miscounted(2)).as("seed %s", seed).isEmpty();
        }
    }
}
