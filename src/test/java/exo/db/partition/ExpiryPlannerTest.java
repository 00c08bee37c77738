package exo.db.partition;

import static exo.db.partition.PartitionFixture.MONTH_OF_MAY;
import static exo.db.partition.PartitionFixture.instant;
import static exo.db.partition.PartitionFixture.leaf;
import static exo.db.partition.PartitionFixture.month;
import static exo.db.partition.PartitionFixture.seen;
import static org.assertj.core.api.Assertions.assertThat;

import exo.db.partition.PartitionFixture.Seen;
import exo.db.partition.PartitionSnapshot.Trash;
import exo.db.schema.Hazard;
import exo.db.schema.MonthRange;
import exo.db.schema.ObservedTable.ObservedLeaf.State;
import exo.db.schema.Pending;
import exo.db.schema.Plan;
import exo.db.schema.Step;
import java.time.Duration;
import java.time.YearMonth;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ExpiryPlannerTest {
    @Test
    void withoutGraceNothingIsSetAsideAndTheTrashIsNotNeeded() {
        Seen seen = covered().withExpired("2026-01", 10).withTrash(Trash.Access.MISSING);

        Plan plan = seen.plan(0, Purpose.DROP_WITHOUT_GRACE);

        assertThat(changes(plan)).containsExactly("DropPartition");
        assertThat(plan.hazards()).containsExactly(Hazard.NO_GRACE);
        assertThat(plan.pending()).isEmpty();
    }

    @Test
    void withoutGraceTheFuseHoldsAllTheSame() {
        Seen four = covered()
                .withExpired("2025-10", 1)
                .withExpired("2025-11", 1)
                .withExpired("2025-12", 1)
                .withExpired("2026-01", 1);

        Plan plan = four.plan(0, Purpose.DROP_WITHOUT_GRACE);

        assertThat(plan.hazards()).containsExactlyInAnyOrder(Hazard.NO_GRACE, Hazard.MASS_DROP);
        assertThat(plan.allowing(Set.of(Hazard.NO_GRACE)).steps()).isEmpty();
    }

    @Test
    void withoutGraceWhatWaitsInTheTrashGoesEarlyByThatHazardAndWhatIsDueWithoutIt() {
        Seen seen = covered()
                .withDetached(1, instant(MONTH_OF_MAY))
                .withDetached(2, instant(MONTH_OF_MAY).plusSeconds(60));

        assertThat(seen.plan(0, Purpose.DROP_WITHOUT_GRACE).steps())
                .extracting(Step::hazards)
                .containsExactly(Set.of(), Set.of(Hazard.NO_GRACE));
    }

    @Test
    void withoutGraceAnEarlierOneOfTheNameInTheTrashIsNotInTheWay() {
        Seen seen = covered()
                .withExpired("2025-06", 1)
                .withDetached(1, instant(MONTH_OF_MAY).plusSeconds(60));

        assertThat(changes(seen.plan(0, Purpose.DROP_WITHOUT_GRACE))).containsExactly("DropPartition", "DropDetached");
    }

    @ParameterizedTest
    @EnumSource(Purpose.class)
    void aDetachThatWasInterruptedIsFinishedBeforeAnythingElse(Purpose purpose) {
        MonthRange april = MonthRange.of(YearMonth.parse("2026-04"));
        Seen seen = seen(MONTH_OF_MAY)
                .with(leaf("session_events_2026_04", april, State.DETACH_PENDING))
                .withDefault()
                .withExpired("2026-01", 1)
                .withRows("session_events_default", 100);

        assertThat(changes(seen.plan(1, purpose))).startsWith("FinishDetach").hasSizeGreaterThan(1);
    }

    @Test
    void anInterruptedDetachIsFinishedAlsoWhileTheClocksDiffer() {
        MonthRange april = MonthRange.of(YearMonth.parse("2026-04"));
        Seen seen = covered()
                .with(leaf("session_events_2026_04", april, State.DETACH_PENDING))
                .withExpired("2026-01", 1)
                .withMachineAhead(Duration.ofDays(1));

        assertThat(changes(seen.plan(0, Purpose.DROP_EXPIRED))).containsExactly("FinishDetach");
    }

    @Test
    void withoutDefaultPartitionItIsDetachedConcurrentlyUnlessTheSamePlanMakesOne() {
        Seen seen = seen(MONTH_OF_MAY)
                .with(month("2026-05"))
                .withRows("session_events_2026_05", 100)
                .withExpired("2026-01", 1);

        assertThat(changes(seen.plan(0, Purpose.DROP_EXPIRED))).containsExactly("DetachConcurrently");
        assertThat(changes(seen.plan(0, Purpose.BOOT))).containsExactly("CreateDefaultPartition", "DetachPartition");
    }

    @Test
    void aForeignKeyOfSomebodysKeepsItWhateverThePurpose() {
        Seen seen = covered().withReferred("2026-01");

        for (Purpose purpose : List.of(Purpose.BOOT, Purpose.DROP_EXPIRED, Purpose.DROP_WITHOUT_GRACE)) {
            Plan plan = seen.plan(0, purpose);
            assertThat(plan.steps()).isEmpty();
            assertThat(plan.pending()).extracting(Pending::id).containsExactly("partition.referenced");
        }
    }

    /** The current month and the default partition, which hold 100 rows together. */
    private static Seen covered() {
        return seen(MONTH_OF_MAY)
                .with(month("2026-05"))
                .withDefault()
                .withRows("session_events_2026_05", 100)
                .withRows("session_events_default", 0);
    }

    private static List<String> changes(Plan plan) {
        return plan.steps().stream()
                .map(step -> step.change().getClass().getSimpleName())
                .toList();
    }
}
