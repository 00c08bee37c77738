package exo.db.retention;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class LeafStatisticsTest {
    private static final UUID COMMON = new UUID(0, 1);
    private static final UUID RARE = new UUID(0, 2);

    /** A thousand rows: half of them of one deployment, written evenly from second 0 to second 400. */
    private final LeafStatistics statistics =
            new LeafStatistics(1000, Map.of(COMMON, 0.5), 0.1, List.of(0.0, 100.0, 200.0, 300.0, 400.0));

    @Test
    void countsTheShareOfADeploymentThatIsOlder() {
        assertThat(statistics.rowsBefore(COMMON, Instant.ofEpochSecond(150))).isEqualTo(188);
        assertThat(statistics.rowsBefore(RARE, Instant.ofEpochSecond(200))).isEqualTo(50);
        assertThat(statistics.rowsBefore(null, Instant.ofEpochSecond(400))).isEqualTo(100);
    }

    @Test
    void countsAllBeyondTheLastBoundAndOneBeforeTheFirst() {
        assertThat(statistics.rowsBefore(COMMON, Instant.ofEpochSecond(1000))).isEqualTo(500);
        assertThat(statistics.rowsBefore(COMMON, Instant.ofEpochSecond(-5))).isEqualTo(1);
    }

    @Test
    void takesAllForOldWhereNothingIsKnownOfTheirTime() {
        LeafStatistics timeless = new LeafStatistics(1000, Map.of(COMMON, 0.5), 0.1, List.of());

        assertThat(timeless.rowsBefore(COMMON, Instant.EPOCH)).isEqualTo(500);
    }
}
