package exo.db.partition;

import static exo.db.partition.PartitionFixture.leaf;
import static exo.db.partition.PartitionFixture.month;
import static org.assertj.core.api.Assertions.assertThat;

import exo.db.partition.PartitionSchedule.TrashState;
import exo.db.schema.ObservedTable;
import exo.db.schema.ObservedTable.ObservedCheck;
import exo.db.schema.ObservedTable.ObservedLeaf;
import exo.db.schema.ObservedTable.ObservedLeaf.State;
import exo.db.schema.QualifiedName;
import exo.db.schema.SchemaSnapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class PartitionScheduleTest {
    private static final ObservedLeaf DEFAULT =
            new ObservedLeaf(new QualifiedName("exo", "x_default"), Optional.empty(), State.DEFAULT);

    @Test
    void isNotDueWhileTheMonthsAheadAndTheDefaultPartitionAreThere() {
        assertThat(isDue("2026-05-31T23:59:59Z", DEFAULT, month("2026-05"), month("2026-06")))
                .isFalse();
    }

    @Test
    void isDueFromTheFirstInstantOfAMonthThatBringsANewOneIntoReach() {
        assertThat(isDue("2026-06-01T00:00:00Z", DEFAULT, month("2026-05"), month("2026-06")))
                .isTrue();
    }

    @Test
    void isDueWhenTheDefaultPartitionIsMissing() {
        assertThat(isDue("2026-05-31T23:59:59Z", month("2026-05"), month("2026-06")))
                .isTrue();
    }

    @Test
    void isDueOnTheInstantThatTheWindowLeavesAMonth() {
        List<ObservedLeaf> leaves = List.of(DEFAULT, month("2026-01"), month("2026-05"), month("2026-06"));

        // January ends on the first of February; 90 days later it is the second of May.
        assertThat(isDue("2026-05-01T23:59:59Z", leaves.toArray(ObservedLeaf[]::new)))
                .isFalse();
        assertThat(isDue("2026-05-02T00:00:00Z", leaves.toArray(ObservedLeaf[]::new)))
                .isTrue();
    }

    @Test
    void countsTheAuditFloorForAuditEventsOnly() {
        ObservedLeaf[] leaves = {DEFAULT, month("2026-01"), month("2026-05"), month("2026-06")};
        PartitionSchedule schedule =
                new PartitionSchedule(Instant.parse("2026-05-10T00:00:00Z"), 1, 90, 365, TrashState.WAITING);

        assertThat(schedule.isDue(snapshot("audit_events", leaves))).isFalse();
        assertThat(schedule.isDue(snapshot("session_events", leaves))).isTrue();
    }

    @Test
    void isDueForAnInterruptedDetachAndForTheTrash() {
        ObservedLeaf half = leaf("y", month("2027-01").bound().orElseThrow(), State.DETACH_PENDING);
        PartitionSchedule full = new PartitionSchedule(Instant.parse("2026-05-10T00:00:00Z"), 0, 90, 0, TrashState.DUE);

        assertThat(isDue("2026-05-10T00:00:00Z", DEFAULT, month("2026-05"), month("2026-06"), half))
                .isTrue();
        assertThat(full.isDue(snapshot("session_events", DEFAULT, month("2026-05"))))
                .isTrue();
    }

    @Test
    void isNotDueForAPlainTable() {
        assertThat(schedule("2026-05-10T00:00:00Z").isDue(plain())).isFalse();
    }

    @Test
    void isDueWhenAnAdoptionWasGivenUpAndWouldSoonKeepRowsOut() {
        SchemaSnapshot givenUp = plain(new ObservedCheck("exo_adopt_before_2026_06", "(created_at < 'x')", true));

        assertThat(schedule("2026-05-29T00:00:00Z").isDue(givenUp)).isFalse();
        assertThat(schedule("2026-05-29T00:00:01Z").isDue(givenUp)).isTrue();
        assertThat(schedule("2026-07-01T00:00:00Z").isDue(givenUp)).isTrue();
    }

    private static PartitionSchedule schedule(String now) {
        return new PartitionSchedule(Instant.parse(now), 1, 90, 0, TrashState.WAITING);
    }

    private static SchemaSnapshot plain(ObservedCheck... checks) {
        ObservedTable plain = new ObservedTable(
                "session_events",
                ObservedTable.Kind.TABLE,
                "",
                List.of(),
                List.of(),
                List.of(),
                List.of(checks),
                List.of(),
                List.of(),
                0);
        return new SchemaSnapshot("exo", Map.of("session_events", plain));
    }

    private static boolean isDue(String now, ObservedLeaf... leaves) {
        PartitionSchedule schedule = new PartitionSchedule(Instant.parse(now), 1, 90, 0, TrashState.WAITING);
        return schedule.isDue(snapshot("session_events", leaves));
    }

    private static SchemaSnapshot snapshot(String table, ObservedLeaf... leaves) {
        ObservedTable observed = new ObservedTable(
                table,
                ObservedTable.Kind.PARTITIONED,
                "RANGE (created_at)",
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                new ArrayList<>(List.of(leaves)),
                0);
        return new SchemaSnapshot("exo", Map.of(table, observed));
    }
}
