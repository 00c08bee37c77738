package exo.db.partition;

import static exo.db.partition.PartitionFixture.MONTH_OF_MAY;
import static exo.db.partition.PartitionFixture.instant;
import static exo.db.partition.PartitionFixture.leaf;
import static exo.db.partition.PartitionFixture.month;
import static exo.db.partition.PartitionFixture.seen;
import static org.assertj.core.api.Assertions.assertThat;

import exo.db.failure.ExitStatus;
import exo.db.failure.Finding;
import exo.db.partition.PartitionFixture.Seen;
import exo.db.partition.PartitionJudge.Flaw;
import exo.db.schema.ObservedTable.ObservedLeaf.State;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PartitionJudgeTest {
    private static final Seen HEALTHY = seen(MONTH_OF_MAY)
            .with(month("2026-05"), month("2026-06"), month("2026-07"), month("2026-08"))
            .withDefault();

    @Test
    void findsNothingWrongWithThreeMonthsAhead() {
        assertThat(judge(HEALTHY)).isEmpty();
        assertThat(new PartitionCheck(5, List.of()).exitStatus()).isEqualTo(ExitStatus.DONE);
    }

    @Test
    void warnsOfTwoMonthsAheadAndFailsWithoutTheNext() {
        Seen two = seen(MONTH_OF_MAY)
                .with(month("2026-05"), month("2026-06"), month("2026-07"))
                .withDefault();
        Seen none = seen(MONTH_OF_MAY).with(month("2026-05")).withDefault();

        assertThat(judge(two)).containsExactly("WARNING partition.headroom");
        assertThat(judge(none)).containsExactly("CRITICAL partition.headroom");
    }

    @Test
    void namesMonthsThatAreMissingBetweenOthers() {
        List<Finding> found = findings(HEALTHY.with(month("2026-01"), month("2026-03")), 0);

        assertThat(found).extracting(Finding::id).containsExactly("partition.gap");
        assertThat(found.getFirst().what()).endsWith("2026-02, 2026-04");
    }

    @Test
    void namesMonthsThatAreCoveredInPartAndTheBoundsThatAreToBlame() {
        List<String> found = judge(HEALTHY.with(leaf("odd", "2026-04-10T00:00:00Z", "2026-05-01T00:00:00Z")));

        assertThat(found).containsExactly("WARNING partition.overlap", "WARNING partition.bound");
    }

    @Test
    void takesALegacyPartitionWithoutABeginningAsItIs() {
        assertThat(judge(HEALTHY.with(leaf(
                        "session_events_legacy",
                        new exo.db.schema.MonthRange(java.time.Instant.MIN, instant("2026-05-01T00:00:00Z")),
                        State.ATTACHED))))
                .isEmpty();
    }

    @Test
    void failsWhereAPartitionRefusesRowsOrCannotBeRead() {
        assertThat(judge(HEALTHY.with(leaf("gone", month("2026-04").bound().orElseThrow(), State.DETACH_PENDING))))
                .containsExactly("CRITICAL partition.detach-pending");
        assertThat(judge(HEALTHY.with(PartitionFixture.unreadable("list"))))
                .containsExactly("CRITICAL partition.bound");
    }

    @Test
    void failsWithRowsInTheDefaultAndWarnsWithoutOne() {
        Seen without = seen(MONTH_OF_MAY).with(month("2026-05"), month("2026-06"), month("2026-07"), month("2026-08"));

        List<Finding> found = findings(HEALTHY, 3);

        assertThat(found.getFirst().id()).isEqualTo("partition.default-rows");
        assertThat(found.getFirst().next()).isEqualTo("run exo-db-cli partitions adopt-default");
        assertThat(new PartitionCheck(5, found).exitStatus()).isEqualTo(ExitStatus.CHECK_FAILED);
        assertThat(judge(without)).containsExactly("WARNING partition.no-default");
    }

    @Test
    void putsFlawsOfManyPartitionsIntoOneFinding() {
        List<Flaw> flaws = List.of(
                new Flaw(Flaw.Kind.INDEX_INVALID, "a", "idx"),
                new Flaw(Flaw.Kind.INDEX_MISSING, "a", "other"),
                new Flaw(Flaw.Kind.NEVER_ANALYSED, "a", ""),
                new Flaw(Flaw.Kind.NEVER_ANALYSED, "b", ""),
                new Flaw(Flaw.Kind.NEVER_ANALYSED, "c", ""),
                new Flaw(Flaw.Kind.NEVER_ANALYSED, "d", ""));

        List<Finding> found = new PartitionJudge(HEALTHY.table(), instant(MONTH_OF_MAY)).judge(0, flaws);

        assertThat(found)
                .extracting(Finding::id)
                .containsExactly("partition.index-invalid", "partition.index-missing", "partition.never-analysed");
        assertThat(found.getLast().what()).endsWith("a, b, c and 1 more");
        assertThat(new PartitionCheck(5, found).exitStatus()).isEqualTo(ExitStatus.CHECK_WARNED);
    }

    private static List<String> judge(Seen seen) {
        return findings(seen, 0).stream()
                .map(finding -> finding.severity() + " " + finding.id())
                .toList();
    }

    private static List<Finding> findings(Seen seen, long defaultRows) {
        return new PartitionJudge(seen.table(), instant(MONTH_OF_MAY)).judge(defaultRows, List.of());
    }
}
