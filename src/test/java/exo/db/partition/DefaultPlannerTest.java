package exo.db.partition;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.partition.DefaultSnapshot.Leftover;
import exo.db.partition.DefaultSnapshot.Outliers;
import exo.db.partition.DefaultSnapshot.Pile;
import exo.db.partition.DefaultSnapshot.Shape;
import exo.db.schema.Change;
import exo.db.schema.ChangeText;
import exo.db.schema.DefaultStaging;
import exo.db.schema.LockMode;
import exo.db.schema.MonthRange;
import exo.db.schema.ObservedTable.ObservedCheck;
import exo.db.schema.Pending;
import exo.db.schema.Plan;
import exo.db.schema.QualifiedName;
import exo.db.schema.TableLock;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class DefaultPlannerTest {
    private static final QualifiedName PARENT = new QualifiedName("exo", "session_events");
    private static final QualifiedName DEFAULT = PARENT.sibling("session_events_default");
    private static final Leftover NOTHING = new Leftover(0, "", false, List.of());
    private static final Pile MAY = pile("2026-05", 10);
    private static final Pile JUNE = pile("2026-06", 20);

    /** A sighting; every method gives another one. */
    private record Seen(
            long bytes,
            List<Pile> piles,
            List<Outliers> outliers,
            Leftover leftover,
            Set<String> taken,
            List<String> dependents,
            List<String> key) {
        static Seen of(Pile... piles) {
            return new Seen(
                    1_000, List.of(piles), List.of(), NOTHING, Set.of(), List.of(), List.of("id", "created_at"));
        }

        Seen withBytes(long more) {
            return new Seen(more, piles, outliers, leftover, taken, dependents, key);
        }

        Seen with(Outliers... found) {
            return new Seen(bytes, piles, List.of(found), leftover, taken, dependents, key);
        }

        Seen with(Leftover left) {
            return new Seen(bytes, piles, outliers, left, taken, dependents, key);
        }

        Seen withTaken(String... names) {
            return new Seen(bytes, piles, outliers, leftover, Set.of(names), dependents, key);
        }

        Seen withDependent(String object) {
            return new Seen(bytes, piles, outliers, leftover, taken, List.of(object), key);
        }

        Seen withoutKey() {
            return new Seen(bytes, piles, outliers, leftover, taken, dependents, List.of());
        }

        Plan plan() {
            return new DefaultPlanner(new DefaultSnapshot(
                            PARENT,
                            DEFAULT,
                            bytes,
                            piles,
                            outliers,
                            new Shape(List.of("id", "created_at"), key),
                            leftover,
                            taken,
                            dependents))
                    .plan();
        }
    }

    @Test
    void doesNothingWithAnEmptyDefaultPartition() {
        assertThat(Seen.of().plan()).isEqualTo(Plan.EMPTY);
    }

    @Test
    void makesTheDefaultTheMonthThatAllItsRowsAreOf() {
        Plan plan = Seen.of(MAY).plan();

        assertThat(words(plan))
                .containsExactly("make exo.session_events_default the partition session_events_2026_05 (2026-05-01 to"
                        + " 2026-06-01) where it lies, and an empty default partition in its place");
        assertThat(plan.steps().getFirst().locks())
                .containsExactly(
                        new TableLock(PARENT, LockMode.ACCESS_EXCLUSIVE),
                        new TableLock(DEFAULT, LockMode.ACCESS_EXCLUSIVE));
        assertThat(plan.pending()).isEmpty();
    }

    @Test
    void provesOnlyMoreThanMayBeReadWhileEverybodyWaits() {
        assertThat(Seen.of(MAY).withBytes(64L << 20).plan().steps()).hasSize(1);
        assertThat(words(Seen.of(MAY).withBytes((64L << 20) + 1).plan()))
                .hasSize(3)
                .first()
                .asString()
                .contains("exo_default_within_2026_05", "refuses rows that neither this span nor a partition covers");
    }

    @Test
    void goesOnWithAProofThatAKilledRunLeft() {
        Seen large = Seen.of(MAY).withBytes(1L << 30);

        assertThat(large.with(proof("2026_05", false)).plan().steps())
                .extracting(step -> step.change().getClass().getSimpleName())
                .containsExactly("ValidateConstraint", "AdoptDefault");
        assertThat(large.with(proof("2026_05", true)).plan().steps())
                .extracting(step -> step.change().getClass().getSimpleName())
                .containsExactly("AdoptDefault");
        assertThat(large.with(proof("2026_04", true)).plan().steps())
                .extracting(step -> step.change().getClass().getSimpleName())
                .containsExactly("DropProof", "AddCheck", "ValidateConstraint", "AdoptDefault");
    }

    @Test
    void takesAwayWhatIsLeftWhereNoRowIsToMove() {
        assertThat(Seen.of().with(proof("2026_05", true)).plan().steps())
                .extracting(step -> step.change().getClass().getSimpleName())
                .containsExactly("DropProof");
        assertThat(Seen.of()
                        .with(new Leftover(3, "other", true, List.of()))
                        .plan()
                        .steps())
                .extracting(step -> step.change().getClass().getSimpleName())
                .containsExactly("ClearStaging");
    }

    @Test
    void copiesRowsOfSeveralMonths() {
        Plan plan = Seen.of(MAY, JUNE).plan();

        assertThat(words(plan))
                .containsExactly(
                        "create session_events_2026_05 (2026-05-01 to 2026-06-01), session_events_2026_06 (2026-06-01 to"
                                + " 2026-07-01), and session_events_default_next for the rest of"
                                + " exo.session_events_default",
                        "begin to keep them in step with exo.session_events_default",
                        "copy the rows of exo.session_events_default to them in batches",
                        "put session_events_2026_05 (2026-05-01 to 2026-06-01), session_events_2026_06 (2026-06-01 to"
                                + " 2026-07-01) in the place of exo.session_events_default, and drop what was copied");
        assertThat(plan.steps().get(2).cost().rows()).isEqualTo(30);
    }

    @Test
    void onlyTheLastStepOfCopyingMakesReadersWait() {
        assertThat(Seen.of(MAY, JUNE).plan().steps())
                .extracting(step -> step.locks().stream().anyMatch(lock -> lock.mode() == LockMode.ACCESS_EXCLUSIVE))
                .containsExactly(false, false, false, true);
    }

    @Test
    void copiesOneMonthOutFromAmongRowsThatGetNone() {
        Plan plan = Seen.of(MAY).with(outliers(Outliers.Kind.FUTURE, 7)).plan();

        assertThat(plan.steps()).hasSize(4);
        assertThat(plan.pending()).extracting(Pending::id).containsExactly("partition.default-future");
        assertThat(plan.pending().getFirst().what())
                .contains("7 rows of exo.session_events_default", "from A to B, first one, two");
    }

    @Test
    void listsRowsThatGetNoMonthAndMovesNoneWhereThereAreNoOthers() {
        Plan plan = Seen.of()
                .with(outliers(Outliers.Kind.EXPIRED, 1), outliers(Outliers.Kind.FUTURE, 2))
                .plan();

        assertThat(plan.steps()).isEmpty();
        assertThat(plan.pending())
                .extracting(Pending::id)
                .containsExactly("partition.default-expired", "partition.default-future");
        assertThat(plan.pending().getFirst().next()).contains("retention enforce");
    }

    @Test
    void movesNothingWhileTooManyRowsWouldStay() {
        assertThat(Seen.of(MAY)
                        .with(outliers(Outliers.Kind.EXPIRED, 250_000))
                        .plan()
                        .steps())
                .hasSize(4);
        Plan plan = Seen.of(MAY).with(outliers(Outliers.Kind.EXPIRED, 250_001)).plan();
        assertThat(plan.steps()).isEmpty();
        assertThat(plan.pending())
                .extracting(Pending::id)
                .containsExactly("partition.default-expired", "partition.default-full");
    }

    @Test
    void goesOnWithACopyThatMeansTheSameAndClearsAwayAnyOther() {
        DefaultStaging staging = ((Change.SwapDefault)
                        Seen.of(MAY, JUNE).plan().steps().getLast().change())
                .staging();

        assertThat(Seen.of(MAY, JUNE)
                        .with(new Leftover(3, staging.purpose(), true, List.of()))
                        .plan()
                        .steps())
                .extracting(step -> step.change().getClass().getSimpleName())
                .containsExactly("CopyDefault", "SwapDefault");
        assertThat(Seen.of(MAY, JUNE)
                        .with(new Leftover(3, staging.purpose(), false, List.of()))
                        .plan()
                        .steps())
                .extracting(step -> step.change().getClass().getSimpleName())
                .startsWith("ClearStaging", "StageDefault");
        assertThat(Seen.of(MAY, JUNE)
                        .with(new Leftover(2, staging.purpose(), true, List.of()))
                        .plan()
                        .steps())
                .extracting(step -> step.change().getClass().getSimpleName())
                .startsWith("ClearStaging", "StageDefault");
        assertThat(Seen.of(MAY)
                        .with(new Leftover(3, staging.purpose(), true, List.of()))
                        .plan()
                        .steps())
                .extracting(step -> step.change().getClass().getSimpleName())
                .containsExactly("ClearStaging", "AdoptDefault");
    }

    @Test
    void givesAPartitionAnotherNameWhereItsOwnIsTaken() {
        Plan plan = Seen.of(MAY).withTaken("session_events_2026_05").plan();

        assertThat(words(plan).getFirst()).contains("the partition session_events_2026_05_1 ");
        assertThat(plan.pending()).extracting(Pending::id).containsExactly("partition.name-taken");
    }

    @Test
    void givesTwoGapsOfAMonthTwoNamesWithoutAWarning() {
        Pile first = new Pile(range("2026-05-01T00:00:00Z", "2026-05-10T00:00:00Z"), 1);
        Pile second = new Pile(range("2026-05-20T00:00:00Z", "2026-06-01T00:00:00Z"), 1);

        Plan plan = Seen.of(first, second).plan();

        assertThat(words(plan).getFirst())
                .contains(
                        "session_events_2026_05 (2026-05-01 to 2026-05-10)",
                        "session_events_2026_05_1 (2026-05-20 to 2026-06-01)");
        assertThat(plan.pending()).isEmpty();
    }

    @Test
    void takesTheNewestMonthsWhereThereAreTooManyForOneMoment() {
        YearMonth last = YearMonth.of(2026, 5);
        Pile[] piles = IntStream.range(0, 40)
                .mapToObj(back -> new Pile(MonthRange.of(last.minusMonths(39L - back)), 1))
                .toArray(Pile[]::new);

        Plan plan = Seen.of(piles).plan();

        assertThat(((Change.SwapDefault) plan.steps().getLast().change())
                        .staging()
                        .spans())
                .hasSize(36)
                .last()
                .extracting(span -> span.leaf().name())
                .isEqualTo("session_events_2026_05");
    }

    @Test
    void copiesNothingThatSomebodyGoesByOrThatHasNoKey() {
        Plan used = Seen.of(MAY, JUNE).withDependent("view strays").plan();
        Plan keyless = Seen.of(MAY, JUNE).withoutKey().plan();

        assertThat(used.steps()).isEmpty();
        assertThat(used.pending().getFirst().what()).contains("view strays");
        assertThat(keyless.steps()).isEmpty();
        assertThat(keyless.pending()).extracting(Pending::id).containsExactly("partition.no-key");
        assertThat(Seen.of(MAY).withDependent("view strays").plan().steps()).hasSize(1);
    }

    private static Leftover proof(String month, boolean validated) {
        return new Leftover(0, "", false, List.of(new ObservedCheck("exo_default_within_" + month, "", validated)));
    }

    private static Outliers outliers(Outliers.Kind kind, long rows) {
        return new Outliers(kind, Instant.parse("2027-01-01T00:00:00Z"), rows, "A", "B", List.of("one", "two"));
    }

    private static Pile pile(String month, long rows) {
        return new Pile(MonthRange.of(YearMonth.parse(month)), rows);
    }

    private static MonthRange range(String from, String to) {
        return new MonthRange(Instant.parse(from), Instant.parse(to));
    }

    private static List<String> words(Plan plan) {
        return plan.steps().stream().map(step -> ChangeText.of(step.change())).toList();
    }
}
