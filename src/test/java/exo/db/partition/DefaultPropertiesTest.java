package exo.db.partition;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.partition.DefaultSnapshot.Leftover;
import exo.db.partition.DefaultSnapshot.Outliers;
import exo.db.partition.DefaultSnapshot.Pile;
import exo.db.partition.DefaultSnapshot.Shape;
import exo.db.schema.Change;
import exo.db.schema.DefaultStaging.Span;
import exo.db.schema.MonthRange;
import exo.db.schema.Plan;
import exo.db.schema.QualifiedName;
import exo.db.schema.Step;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/** What holds of the adoption of a default partition, whatever lies in it. */
class DefaultPropertiesTest {
    private static final QualifiedName PARENT = Landscape.PARENT;
    private static final QualifiedName DEFAULT = PARENT.sibling("session_events_default");
    private static final Leftover NOTHING = new Leftover(0, "", false, List.of());
    private static final Shape SHAPE = new Shape(List.of("id", "created_at"), List.of("id", "created_at"));

    /** A leaf that the plan makes. */
    private record Made(QualifiedName leaf, MonthRange range) {}

    @Property(tries = 2_000, shrinking = ShrinkingMode.BOUNDED, edgeCases = EdgeCasesMode.NONE)
    void partitionsAreMadeForGapsWithRowsOnlyAndUnderNamesThatAreFree(@ForAll("sightings") DefaultSnapshot seen) {
        List<Made> made = made(new DefaultPlanner(seen).plan());

        assertThat(made).extracting(Made::leaf).doesNotHaveDuplicates();
        assertThat(made).noneMatch(leaf -> seen.taken().contains(leaf.leaf().name()));
        assertThat(made).extracting(Made::range).doesNotHaveDuplicates();
        assertThat(made)
                .extracting(Made::range)
                .isSubsetOf(seen.piles().stream().map(Pile::range).toList());
    }

    @Property(tries = 2_000, shrinking = ShrinkingMode.BOUNDED, edgeCases = EdgeCasesMode.NONE)
    void noRowIsLeftWithoutAWord(@ForAll("sightings") DefaultSnapshot seen) {
        Plan plan = new DefaultPlanner(seen).plan();

        List<MonthRange> ranges = made(plan).stream().map(Made::range).toList();
        boolean allFound = seen.outliers().isEmpty()
                && seen.piles().stream().map(Pile::range).allMatch(ranges::contains);
        assertThat(allFound || !plan.pending().isEmpty() || seen.piles().size() > DefaultPlanner.MOST_SPANS)
                .isTrue();
    }

    @Property(tries = 500, shrinking = ShrinkingMode.BOUNDED, edgeCases = EdgeCasesMode.NONE)
    void anEmptyDefaultPartitionIsLeftAsItIs(@ForAll("sightings") DefaultSnapshot seen) {
        DefaultSnapshot emptied =
                new DefaultSnapshot(PARENT, DEFAULT, 0, List.of(), List.of(), SHAPE, NOTHING, seen.taken(), List.of());

        assertThat(new DefaultPlanner(emptied).plan()).isEqualTo(Plan.EMPTY);
    }

    @Provide
    Arbitrary<DefaultSnapshot> sightings() {
        return Calendars.clocks()
                .flatMap(clock -> Combinators.combine(
                                Calendars.spans(clock),
                                Arbitraries.longs().between(1, 20_000).list().ofSize(60),
                                Arbitraries.longs().between(0, 2 * DefaultPlanner.MOST_BYTES_SCANNED),
                                Arbitraries.integers().between(0, 2),
                                taken(clock).set().ofMaxSize(6))
                        .as((spans, rows, bytes, outliers, taken) -> new DefaultSnapshot(
                                PARENT,
                                DEFAULT,
                                bytes,
                                piles(clock, spans, rows),
                                outliers(clock).subList(0, outliers),
                                SHAPE,
                                NOTHING,
                                taken,
                                List.of())));
    }

    private static Arbitrary<String> taken(Instant clock) {
        return Combinators.combine(
                        Arbitraries.integers().between(-20, 6),
                        Arbitraries.integers().between(0, 9))
                .as((month, number) -> MonthCoverage.names(MonthCoverage.partitionName(
                                "session_events", MonthRange.monthOf(clock).plusMonths(month)))
                        .get(number));
    }

    /** Rows in the gaps of two years and a half. */
    private static List<Pile> piles(Instant clock, List<MonthRange> spans, List<Long> rows) {
        List<Pile> piles = new ArrayList<>();
        for (int back = 24; back >= -6; back--) {
            YearMonth month = MonthRange.monthOf(clock).minusMonths(back);
            for (MonthRange gap : MonthCoverage.gaps(month, spans)) {
                long count = rows.get(piles.size() % rows.size());
                if (count % 3 == 0) {
                    piles.add(new Pile(gap, count));
                }
            }
        }
        return piles;
    }

    private static List<Outliers> outliers(Instant clock) {
        return List.of(
                new Outliers(Outliers.Kind.EXPIRED, clock, 3, "old", "older", List.of("a")),
                new Outliers(Outliers.Kind.FUTURE, clock, 3, "new", "newer", List.of("b")));
    }

    private static List<Made> made(Plan plan) {
        return plan.steps().stream()
                .map(Step::change)
                .flatMap(DefaultPropertiesTest::made)
                .toList();
    }

    private static Stream<Made> made(Change change) {
        if (change instanceof Change.AdoptDefault adopt) {
            return Stream.of(new Made(adopt.adoption().leaf(), adopt.adoption().range()));
        }
        if (change instanceof Change.SwapDefault swap) {
            return swap.staging().spans().stream().map(DefaultPropertiesTest::made);
        }
        return Stream.empty();
    }

    private static Made made(Span span) {
        return new Made(span.leaf(), span.range());
    }
}
