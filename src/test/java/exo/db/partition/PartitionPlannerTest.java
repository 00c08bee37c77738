package exo.db.partition;

import static exo.db.partition.PartitionFixture.MONTH_OF_MAY;
import static exo.db.partition.PartitionFixture.instant;
import static exo.db.partition.PartitionFixture.leaf;
import static exo.db.partition.PartitionFixture.month;
import static exo.db.partition.PartitionFixture.seen;
import static org.assertj.core.api.Assertions.assertThat;

import exo.db.partition.PartitionFixture.Seen;
import exo.db.partition.PartitionSnapshot.Trash;
import exo.db.schema.Change;
import exo.db.schema.ChangeText;
import exo.db.schema.Hazard;
import exo.db.schema.LockMode;
import exo.db.schema.ObservedTable.ObservedLeaf.State;
import exo.db.schema.Pending;
import exo.db.schema.Plan;
import exo.db.schema.Step;
import java.time.Duration;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class PartitionPlannerTest {
    @Test
    void makesTheCurrentMonthFirstThenThoseAheadThenTheDefaultPartition() {
        Seen seen = seen("2026-11-22T14:00:00Z");

        Plan plan = seen.plan(3, Purpose.ENSURE);

        assertThat(words(plan))
                .containsExactly(
                        "create partition exo.session_events_2026_11 (2026-11-01 to 2026-12-01)",
                        "create partition exo.session_events_2026_12 (2026-12-01 to 2027-01-01)",
                        "create partition exo.session_events_2027_01 (2027-01-01 to 2027-02-01)",
                        "create partition exo.session_events_2027_02 (2027-02-01 to 2027-03-01)",
                        "create default partition exo.session_events_default");
        assertThat(plan.pending()).isEmpty();
    }

    @Test
    void takesTheMonthOfTheInstantInUtcAtBothEndsOfAMonth() {
        assertThat(firstWords("2026-12-31T23:59:59.999999Z")).contains("session_events_2026_12 ");
        assertThat(firstWords("2027-01-01T00:00:00Z")).contains("session_events_2027_01 ");
    }

    @Test
    void endsALeapFebruaryOnTheFirstOfMarch() {
        assertThat(firstWords("2028-02-29T23:00:00Z"))
                .isEqualTo("create partition exo.session_events_2028_02 (2028-02-01 to 2028-03-01)");
    }

    @Test
    void plansNothingWhenEveryMonthAndTheDefaultPartitionAreThere() {
        Seen seen = seen(MONTH_OF_MAY).with(month("2026-05"), month("2026-06")).withDefault();

        assertThat(seen.plan(1, Purpose.BOOT)).isEqualTo(Plan.EMPTY);
    }

    @Test
    void fillsAGapBetweenMonthsThatAreThere() {
        Seen seen = seen(MONTH_OF_MAY).with(month("2026-05"), month("2026-07")).withDefault();

        assertThat(words(seen.plan(2, Purpose.ENSURE)))
                .containsExactly("create partition exo.session_events_2026_06 (2026-06-01 to 2026-07-01)");
    }

    @Test
    void goesByBoundsAndNeverByNames() {
        Seen seen = seen(MONTH_OF_MAY)
                .with(leaf("anything", "2026-05-01T00:00:00Z", "2026-06-01T00:00:00Z"))
                .withDefault();

        assertThat(seen.plan(0, Purpose.ENSURE)).isEqualTo(Plan.EMPTY);
    }

    @Test
    void countsAMonthAsCoveredByAYearAndBySeveralPartitionsSideBySide() {
        Seen year = seen(MONTH_OF_MAY)
                .with(leaf("y2026", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"))
                .withDefault();
        Seen halves = seen(MONTH_OF_MAY)
                .with(leaf("b", "2026-05-16T00:00:00Z", "2026-06-01T00:00:00Z"))
                .with(leaf("a", "2026-05-01T00:00:00Z", "2026-05-16T00:00:00Z"))
                .withDefault();

        assertThat(year.plan(7, Purpose.ENSURE)).isEqualTo(Plan.EMPTY);
        assertThat(halves.plan(0, Purpose.ENSURE)).isEqualTo(Plan.EMPTY);
    }

    @Test
    void makesTheRestOfAMonthThatIsCoveredInPartAndWarns() {
        Seen seen = seen(MONTH_OF_MAY)
                .with(leaf("odd", "2026-04-30T22:00:00Z", "2026-05-31T22:00:00Z"))
                .withDefault();

        Plan plan = seen.plan(1, Purpose.ENSURE);

        assertThat(words(plan))
                .containsExactly(
                        "create partition exo.session_events_2026_05 (2026-05-31T22:00:00Z to 2026-06-01)",
                        "create partition exo.session_events_2026_06 (2026-06-01 to 2026-07-01)");
        assertThat(plan.pending()).extracting(Pending::id).containsExactly("partition.bound-odd");
        assertThat(plan.pending().getFirst().what())
                .contains("2026-05", "exo.odd (2026-04-30T22:00:00Z to 2026-05-31T22:00:00Z)");
    }

    @Test
    void givesAMonthAnotherNameWhereItsOwnIsTakenAndWarns() {
        Seen seen = seen(MONTH_OF_MAY).withDefault().withTaken("session_events_2026_05");

        Plan plan = seen.plan(1, Purpose.ENSURE);

        assertThat(words(plan))
                .containsExactly(
                        "create partition exo.session_events_2026_05_1 (2026-05-01 to 2026-06-01)",
                        "create partition exo.session_events_2026_06 (2026-06-01 to 2026-07-01)");
        assertThat(plan.pending()).extracting(Pending::id).containsExactly("partition.name-taken");
        assertThat(plan.pending().getFirst().what())
                .contains("exo.session_events_2026_05 exists", "session_events_2026_05_1 instead");
    }

    @Test
    void givesTheDefaultPartitionAnotherNameWhereItsOwnIsTaken() {
        Seen seen = seen(MONTH_OF_MAY).with(month("2026-05")).withTaken("session_events_default");

        Plan plan = seen.plan(0, Purpose.ENSURE);

        assertThat(words(plan)).containsExactly("create default partition exo.session_events_default_1");
        assertThat(plan.pending()).extracting(Pending::id).containsExactly("partition.name-taken");
    }

    @Test
    void leavesOutAMonthWhoseRowsLieInTheDefaultPartition() {
        Seen seen = seen(MONTH_OF_MAY).withDefault().withDefaultRows("2026-06", 12);

        Plan plan = seen.plan(1, Purpose.ENSURE);

        assertThat(words(plan))
                .containsExactly("create partition exo.session_events_2026_05 (2026-05-01 to 2026-06-01)");
        assertThat(plan.pending()).extracting(Pending::id).containsExactly("partition.default-rows");
        assertThat(plan.pending().getFirst().what()).contains("12 rows", "2026-06");
        assertThat(plan.pending().getFirst().next()).isEqualTo("run exo-db-cli partitions adopt-default");
    }

    @Test
    void closesEveryGapOfAMonthUnderANameOfItsOwn() {
        Seen seen = seen(MONTH_OF_MAY)
                .with(leaf("middle", "2026-05-10T00:00:00Z", "2026-05-20T00:00:00Z"))
                .withDefault();

        assertThat(words(seen.plan(0, Purpose.ENSURE)))
                .containsExactly(
                        "create partition exo.session_events_2026_05 (2026-05-01 to 2026-05-10)",
                        "create partition exo.session_events_2026_05_1 (2026-05-20 to 2026-06-01)");
    }

    @Test
    void modelsNewPartitionsOnTheNewest() {
        Seen seen = seen(MONTH_OF_MAY).with(month("2026-06"), month("2026-05")).withDefault();

        assertThat(seen.plan(2, Purpose.ENSURE).steps())
                .extracting(step -> ((Change.CreatePartition) step.change())
                        .model()
                        .orElseThrow()
                        .name())
                .containsExactly("session_events_2026_06");
    }

    @Test
    void searchesNoLargeDefaultPartitionWhileNobodyCanUseIt() {
        Plan plan = seen(MONTH_OF_MAY)
                .withDefault()
                .withMaking(new MakingFacts(Set.of(), 65L << 20, Optional.empty()))
                .plan(0, Purpose.ENSURE);

        assertThat(plan.steps()).isEmpty();
        assertThat(plan.pending().getFirst().what()).contains("65 MiB");
        assertThat(plan.pending().getFirst().next()).isEqualTo("run exo-db-cli partitions adopt-default");
    }

    @Test
    void tellsOnceOfAllMonthsThatALargeDefaultPartitionKeepsFromBeingMade() {
        Plan plan = seen(MONTH_OF_MAY)
                .withDefault()
                .withMaking(new MakingFacts(Set.of(), 65L << 20, Optional.empty()))
                .plan(3, Purpose.ENSURE);

        assertThat(plan.pending()).hasSize(1);
        assertThat(plan.pending().getFirst().what()).contains("month 2026-05 and 3 more until 2026-08 of ");
    }

    @Test
    void saysWhoseTheNewPartitionsWillNotBe() {
        Plan plan = seen(MONTH_OF_MAY)
                .withDefault()
                .withMaking(new MakingFacts(Set.of(), 0, Optional.of("app")))
                .plan(0, Purpose.ENSURE);

        assertThat(plan.steps()).hasSize(1);
        assertThat(plan.pending()).extracting(Pending::id).containsExactly("partition.owner");
        assertThat(plan.pending().getFirst().next()).contains("grant app to this role");
    }

    @Test
    void saysOfATakenNameThatItsTableCouldBeAPartition() {
        Plan plan = seen(MONTH_OF_MAY)
                .withDefault()
                .withTaken("session_events_2026_05")
                .withMaking(new MakingFacts(Set.of("session_events_2026_05"), 0, Optional.empty()))
                .plan(0, Purpose.ENSURE);

        assertThat(plan.pending().getFirst().what()).contains("the same columns");
    }

    @Test
    void makesNoMonthsBesideAPartitionWhoseBoundCannotBeRead() {
        Seen seen = seen(MONTH_OF_MAY).with(PartitionFixture.unreadable("list")).withDefault();

        Plan plan = seen.plan(6, Purpose.ENSURE);

        assertThat(plan.steps()).isEmpty();
        assertThat(plan.pending()).extracting(Pending::id).containsExactly("partition.bound");
    }

    @Test
    void finishesAnInterruptedDetachBeforeAllElse() {
        Seen seen = seen(MONTH_OF_MAY)
                .with(leaf("session_events_2026_05", month("2026-05").bound().orElseThrow(), State.DETACH_PENDING))
                .withDefault()
                .withTaken("session_events_2026_05");

        Plan plan = seen.plan(0, Purpose.BOOT);

        assertThat(words(plan))
                .containsExactly(
                        "finish the interrupted detach of exo.session_events_2026_05",
                        "create partition exo.session_events_2026_05_1 (2026-05-01 to 2026-06-01)");
        assertThat(plan.pending()).extracting(Pending::id).containsExactly("partition.name-taken");
    }

    @Test
    void saysThatTheDefaultPartitionIsLockedWhereItIsThere() {
        Step without = seen(MONTH_OF_MAY).plan(0, Purpose.ENSURE).steps().getFirst();
        Step with =
                seen(MONTH_OF_MAY).withDefault().plan(0, Purpose.ENSURE).steps().getFirst();

        assertThat(without.locks())
                .extracting(lock -> lock.table().name() + " " + lock.mode())
                .containsExactly("session_events " + LockMode.SHARE_UPDATE_EXCLUSIVE);
        assertThat(with.locks())
                .extracting(lock -> lock.table().name() + " " + lock.mode())
                .containsExactly(
                        "session_events " + LockMode.SHARE_UPDATE_EXCLUSIVE,
                        "session_events_default " + LockMode.ACCESS_EXCLUSIVE);
    }

    @Test
    void setsAsideWhatHasExpiredAfterMakingTheTrash() {
        Seen seen = covered().withExpired("2026-01", 10).withTrash(Trash.Access.TO_BE_CREATED);

        Plan plan = seen.plan(0, Purpose.BOOT);

        assertThat(words(plan))
                .containsExactly(
                        "create schema exo_trash",
                        "set aside expired partition exo.session_events_2026_01 (2026-01-01 to 2026-02-01) for 7 days");
        assertThat(plan.hazards()).isEmpty();
        assertThat(plan.steps().getLast().locks())
                .extracting(lock -> lock.table().name() + " " + lock.mode())
                .containsExactly(
                        "session_events ACCESS_EXCLUSIVE",
                        "session_events_default ACCESS_EXCLUSIVE",
                        "session_events_2026_01 ACCESS_EXCLUSIVE");
    }

    @Test
    void doesNotMakeTheTrashForNothing() {
        Seen seen = covered().withTrash(Trash.Access.TO_BE_CREATED);

        assertThat(seen.plan(0, Purpose.BOOT)).isEqualTo(Plan.EMPTY);
    }

    @Test
    void keepsAnExpiredPartitionThatHoldsARowWhichMustStay() {
        Seen seen = covered().withPinned("2026-01", PartitionSnapshot.Stay.Reason.HOLD);

        assertThat(seen.plan(0, Purpose.DROP_EXPIRED)).isEqualTo(Plan.EMPTY);
    }

    @Test
    void dropsNothingWhenOnlyAskedToEnsureAndMakesNothingWhenOnlyAskedToDrop() {
        Seen seen = seen(MONTH_OF_MAY).withDefault().withExpired("2026-01", 10).withRows("session_events_default", 90);

        assertThat(seen.plan(0, Purpose.ENSURE).steps())
                .extracting(step -> step.change().getClass().getSimpleName())
                .containsExactly("CreatePartition");
        assertThat(seen.plan(0, Purpose.DROP_EXPIRED).steps())
                .extracting(step -> step.change().getClass().getSimpleName())
                .containsExactly("DetachPartition");
    }

    @Test
    void letsThreePartitionsGoAtOnceAndAsksBeforeFour() {
        Seen three =
                covered().withExpired("2025-10", 1).withExpired("2025-11", 1).withExpired("2025-12", 1);
        Seen four = three.withExpired("2026-01", 1);

        assertThat(three.plan(0, Purpose.BOOT).hazards()).isEmpty();
        assertThat(four.plan(0, Purpose.BOOT).hazards()).containsExactly(Hazard.MASS_DROP);
        assertThat(four.plan(0, Purpose.BOOT).steps())
                .allMatch(step -> step.hazards().contains(Hazard.MASS_DROP));
    }

    @Test
    void letsHalfOfTheRowsGoAndAsksBeforeOneMore() {
        Seen half = covered().withExpired("2026-01", 100);
        Seen more = covered().withExpired("2026-01", 101);

        assertThat(half.plan(0, Purpose.BOOT).hazards()).isEmpty();
        assertThat(more.plan(0, Purpose.BOOT).hazards()).containsExactly(Hazard.MASS_DROP);
    }

    @Test
    void goesByBytesWhereTheStatisticsDoNotKnowEveryPartition() {
        Seen rowsUnknown = covered().withExpired("2026-01", 1).withBytes("session_events_2026_01", 600_000_000L);

        assertThat(rowsUnknown.plan(0, Purpose.BOOT).hazards()).containsExactly(Hazard.MASS_DROP);
    }

    @Test
    void makesTheTrashOnlyIfTheMassDropIsAllowed() {
        Seen seen = covered().withExpired("2026-01", 101).withTrash(Trash.Access.TO_BE_CREATED);

        assertThat(seen.plan(0, Purpose.BOOT).allowing(java.util.Set.of()).steps())
                .isEmpty();
    }

    @Test
    void saysWhatTheOwnerHasToRunWhereThisRoleCannotUseTheTrash() {
        Seen missing = covered().withExpired("2026-01", 1).withTrash(Trash.Access.MISSING);
        Seen closed = covered().withExpired("2026-01", 1).withTrash(Trash.Access.CLOSED);

        assertThat(missing.plan(0, Purpose.BOOT).steps()).isEmpty();
        assertThat(missing.plan(0, Purpose.BOOT).pending())
                .extracting(Pending::next)
                .containsExactly("have the owner of the database run: create schema exo_trash authorization exo");
        assertThat(closed.plan(0, Purpose.BOOT).pending())
                .extracting(Pending::next)
                .containsExactly("have the owner of the database run: grant usage, create on schema exo_trash to exo");
    }

    @Test
    void dropsFromTheTrashOnTheInstantThatTheGraceEndsAndNotCountedByTheFuse() {
        Seen seen = covered();
        for (int id = 1; id <= 5; id++) {
            seen = seen.withDetached(id, instant(MONTH_OF_MAY));
        }
        seen = seen.withDetached(6, instant(MONTH_OF_MAY).plusMillis(1));

        Plan plan = seen.plan(0, Purpose.BOOT);

        assertThat(plan.steps()).hasSize(5);
        assertThat(plan.hazards()).isEmpty();
        assertThat(plan.steps().getFirst().change())
                .isInstanceOfSatisfying(
                        Change.DropDetached.class,
                        drop -> assertThat(drop.trash()).hasToString("exo_trash.session_events_2025_06_1"));
    }

    @Test
    void keepsAnExpiredMonthWhileAnEarlierOneOfItsNameIsInTheTrash() {
        Seen seen = covered()
                .withExpired("2025-06", 1)
                .withDetached(1, instant(MONTH_OF_MAY).plusSeconds(60));

        Plan plan = seen.plan(0, Purpose.BOOT);

        assertThat(plan.steps()).isEmpty();
        assertThat(plan.pending()).extracting(Pending::id).containsExactly("partition.already-in-trash");
    }

    @Test
    void dropsNothingWhenTheClocksAreMoreThanFiveMinutesApart() {
        Seen expired = covered().withExpired("2026-01", 1).withDetached(1, instant("2026-01-01T00:00:00Z"));

        assertThat(expired.withMachineAhead(Duration.ofMinutes(5))
                        .plan(0, Purpose.BOOT)
                        .steps())
                .hasSize(2);
        for (Duration apart : List.of(Duration.ofMinutes(5).plusMillis(1), Duration.ofDays(-400))) {
            Plan plan = expired.withMachineAhead(apart).plan(0, Purpose.BOOT);
            assertThat(plan.steps()).isEmpty();
            assertThat(plan.pending()).extracting(Pending::id).containsExactly("clock.differs");
        }
    }

    @Test
    void dropsNothingWhenTheDatabasesClockIsBehindTheLastRun() {
        Seen expired = covered().withExpired("2026-01", 1);

        assertThat(expired.withLastRun(instant(MONTH_OF_MAY))
                        .plan(0, Purpose.BOOT)
                        .steps())
                .hasSize(1);
        Plan plan = expired.withLastRun(instant(MONTH_OF_MAY).plusSeconds(1)).plan(0, Purpose.BOOT);
        assertThat(plan.steps()).isEmpty();
        assertThat(plan.pending()).extracting(Pending::id).containsExactly("clock.behind");
    }

    @Test
    void stillMakesMonthsWhenTheClocksDiffer() {
        Seen seen = seen(MONTH_OF_MAY).withDefault().withExpired("2026-01", 1).withMachineAhead(Duration.ofDays(1));

        assertThat(words(seen.plan(0, Purpose.BOOT)))
                .containsExactly("create partition exo.session_events_2026_05 (2026-05-01 to 2026-06-01)");
    }

    @Test
    void namesTheMonthsThatTheBackendNeedsNow() {
        Seen seen = seen("2026-12-31T23:59:59Z").with(month("2026-12")).withDefault();

        assertThat(PartitionPlanner.missingNow(seen.snapshot())).containsExactly("session_events_2027_01");
    }

    @Test
    void givesTheSamePlanForTheSameInput() {
        Seen seen = covered().withExpired("2026-01", 10);

        assertThat(seen.plan(6, Purpose.BOOT)).isEqualTo(seen.plan(6, Purpose.BOOT));
    }

    /** The current month and the default partition, which hold 100 rows and 512 MB together. */
    private static Seen covered() {
        return seen(MONTH_OF_MAY)
                .with(month("2026-05"))
                .withDefault()
                .withRows("session_events_2026_05", 100)
                .withRows("session_events_default", 0);
    }

    private static String firstWords(String now) {
        return words(seen(now).plan(0, Purpose.ENSURE)).getFirst();
    }

    private static List<String> words(Plan plan) {
        return plan.steps().stream().map(step -> ChangeText.of(step.change())).toList();
    }

    @Test
    void wantsAMonthAfterTheOtherWhateverTheYear() {
        assertThat(MonthCoverage.wanted(instant("2026-11-30T00:00:00Z"), 3))
                .containsExactly(
                        YearMonth.of(2026, 11), YearMonth.of(2026, 12), YearMonth.of(2027, 1), YearMonth.of(2027, 2));
    }
}
