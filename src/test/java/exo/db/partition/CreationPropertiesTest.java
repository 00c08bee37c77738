package exo.db.partition;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.partition.MonthCoverage.Coverage;
import exo.db.schema.MonthRange;
import exo.db.schema.ObservedTable.ObservedLeaf;
import exo.db.schema.ObservedTable.ObservedLeaf.State;
import exo.db.schema.Pending;
import exo.db.schema.Plan;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;

/** What holds of the months that are made, whatever partitions are there and whatever the clock says. */
class CreationPropertiesTest {
    private static final Duration TICK = Duration.ofNanos(1_000);

    /** How names and states were dealt out. */
    private record Deal(int name, int state) {}

    @Property(tries = 2_000, shrinking = ShrinkingMode.BOUNDED, edgeCases = EdgeCasesMode.NONE)
    void everyMonthIsCoveredOnceAndThePlanAfterItIsEmpty(
            @ForAll("landscapes") Landscape before, @ForAll @IntRange(min = 1, max = 36) int premakeMonths) {
        Plan plan = before.plan(premakeMonths);

        Landscape after = before.after(plan);

        for (YearMonth month : MonthCoverage.wanted(before.clock(), premakeMonths)) {
            Coverage coverage = MonthCoverage.of(month, after.bounds());
            assertThat(coverage == Coverage.WHOLE || isLeftOut(plan, month))
                    .as("%s is %s after %s", month, coverage, plan)
                    .isTrue();
        }
        assertThat(after.plan(premakeMonths).steps()).isEmpty();
    }

    @Property(tries = 2_000, shrinking = ShrinkingMode.BOUNDED, edgeCases = EdgeCasesMode.NONE)
    void aMonthIsMadeOfItsPartitionsAndItsGaps(@ForAll("landscapes") Landscape landscape) {
        List<MonthRange> bounds = landscape.bounds();
        for (YearMonth month : MonthCoverage.wanted(landscape.clock(), 3)) {
            List<MonthRange> gaps = MonthCoverage.gaps(month, bounds);

            MonthRange whole = MonthRange.of(month);
            for (Instant instant : turns(whole, bounds)) {
                long covering =
                        bounds.stream().filter(bound -> holds(bound, instant)).count();
                long missing = gaps.stream().filter(gap -> holds(gap, instant)).count();
                assertThat(covering + missing).as("%s of %s", instant, month).isEqualTo(1);
            }
            assertThat(gaps).allMatch(whole::covers);
            assertThat(MonthCoverage.of(month, bounds)).isEqualTo(coverage(whole, gaps));
        }
    }

    @Provide
    Arbitrary<Landscape> landscapes() {
        return Calendars.clocks()
                .flatMap(clock -> Combinators.combine(
                                Calendars.spans(clock),
                                deals().list().ofSize(20),
                                names(clock).set().ofMaxSize(12),
                                Arbitraries.integers().between(0, 20).list().ofMaxSize(3))
                        .as((spans, deals, strangers, months) -> landscape(clock, spans, deals, strangers, months)));
    }

    private static Arbitrary<Deal> deals() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 40),
                        Arbitraries.integers().between(0, 20))
                .as(Deal::new);
    }

    /** Names that months of ours might want, up to all ten of one month. */
    private static Arbitrary<String> names(Instant clock) {
        return Combinators.combine(
                        Arbitraries.integers().between(-2, 8),
                        Arbitraries.integers().between(0, 9))
                .as((month, number) -> MonthCoverage.names(MonthCoverage.partitionName(
                                "session_events", MonthRange.monthOf(clock).plusMonths(month)))
                        .get(number));
    }

    private static Landscape landscape(
            Instant clock, List<MonthRange> spans, List<Deal> deals, Set<String> strangers, List<Integer> months) {
        List<ObservedLeaf> leaves = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (int place = 0; place < spans.size(); place++) {
            Deal deal = deals.get(place);
            String name = name(clock, spans.get(place), deal.name());
            String unique = taken.add(name) ? name : name + "_again" + place;
            taken.add(unique);
            State state = deal.state() == 0 && leaves.stream().noneMatch(leaf -> leaf.state() == State.DETACH_PENDING)
                    ? State.DETACH_PENDING
                    : State.ATTACHED;
            leaves.add(new ObservedLeaf(Landscape.PARENT.sibling(unique), Optional.of(spans.get(place)), state));
        }
        Map<YearMonth, Long> rows = new HashMap<>();
        if (deals.getLast().state() > 2) {
            leaves.add(new ObservedLeaf(
                    Landscape.PARENT.sibling("session_events_default"), Optional.empty(), State.DEFAULT));
            months.forEach(ahead -> rows.put(MonthRange.monthOf(clock).plusMonths(ahead), 5L));
        }
        Set<String> others = new HashSet<>(strangers);
        others.removeAll(taken);
        return new Landscape(clock, leaves, others, rows);
    }

    /** The month's own, that of another month, or none of ours. */
    private static String name(Instant clock, MonthRange span, int deal) {
        return switch (deal % 4) {
            case 0 -> "events_p" + span.from().getEpochSecond();
            case 1 ->
                MonthCoverage.partitionName(
                        "session_events", MonthRange.monthOf(clock).plusMonths(deal / 4));
            default -> MonthCoverage.partitionName("session_events", MonthRange.monthOf(span.from()));
        };
    }

    /** For one of the reasons that the operator is told. */
    private static boolean isLeftOut(Plan plan, YearMonth month) {
        return plan.pending().stream()
                .map(Pending::what)
                .anyMatch(what -> what.startsWith("month " + month + " ")
                        || (what.contains(month.toString().replace('-', '_'))
                                && what.endsWith("it gets no partition")));
    }

    /** Where anything may begin or end within the month, and a tick before it. */
    private static List<Instant> turns(MonthRange month, List<MonthRange> bounds) {
        List<Instant> turns = new ArrayList<>(List.of(month.from(), month.to().minus(TICK)));
        for (MonthRange bound : bounds) {
            turns.addAll(List.of(
                    bound.from(),
                    bound.from().minus(TICK),
                    bound.to(),
                    bound.to().minus(TICK)));
        }
        return turns.stream().filter(turn -> holds(month, turn)).toList();
    }

    private static boolean holds(MonthRange range, Instant instant) {
        return !instant.isBefore(range.from()) && instant.isBefore(range.to());
    }

    private static Coverage coverage(MonthRange whole, List<MonthRange> gaps) {
        if (gaps.isEmpty()) {
            return Coverage.WHOLE;
        }
        return gaps.equals(List.of(whole)) ? Coverage.NONE : Coverage.PARTIAL;
    }
}
