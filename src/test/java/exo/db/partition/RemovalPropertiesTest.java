package exo.db.partition;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.model.Clocks;
import exo.db.model.RetentionWindows;
import exo.db.partition.PartitionSnapshot.Expired;
import exo.db.partition.PartitionSnapshot.MonthlyTable;
import exo.db.partition.PartitionSnapshot.Stay;
import exo.db.partition.PartitionSnapshot.Trash;
import exo.db.partition.PartitionSnapshot.Weight;
import exo.db.schema.Change;
import exo.db.schema.MonthRange;
import exo.db.schema.ObservedTable.ObservedLeaf;
import exo.db.schema.ObservedTable.ObservedLeaf.State;
import exo.db.schema.Plan;
import exo.db.schema.QualifiedName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.jspecify.annotations.Nullable;

/** What holds of the months that go, whatever partitions, rows, windows and holds there are. */
class RemovalPropertiesTest {
    private static final PartitionPolicy POLICY = new PartitionPolicy(6, 7);
    private static final Duration TICK = Duration.ofNanos(1_000);

    /** The deployments whose rows there may be, and one that is gone. */
    private static final List<UUID> DEPLOYMENTS = List.of(new UUID(0, 1), new UUID(0, 2), new UUID(0, 3));

    private static final UUID GONE = new UUID(0, 9);

    record Row(@Nullable UUID deployment, Instant at) {}

    /** What the operator decided, as he would say it. */
    record Rules(long defaultDays, long floorDays, Map<UUID, Long> days, Set<UUID> held) {
        /** A row goes when its deployment's window has passed; a hold and the floor of audit events keep it. */
        boolean keeps(Row row, String table, Instant clock) {
            UUID deployment = row.deployment();
            if (deployment != null && held.contains(deployment)) {
                return true;
            }
            long window = deployment == null ? defaultDays : days.getOrDefault(deployment, defaultDays);
            long floor = table.equals("audit_events") ? floorDays : 0;
            return !row.at().plus(Duration.ofDays(Math.max(window, floor))).isBefore(clock);
        }

        long longest() {
            long longest = Math.max(defaultDays, floorDays);
            for (long window : days.values()) {
                longest = Math.max(longest, window);
            }
            return longest;
        }

        RetentionWindows windows(Instant clock) {
            return new RetentionWindows(clock, defaultDays, floorDays, days, held);
        }
    }

    /** @param counts the rows that statistics know of each partition; missing where nobody counted */
    record Scene(String table, Instant clock, List<MonthRange> spans, List<Row> rows, Rules rules, List<Long> counts) {
        QualifiedName parent() {
            return new QualifiedName("exo", table);
        }

        QualifiedName partition(int place) {
            return parent().sibling(table + "_part" + place);
        }

        List<Row> rowsOf(MonthRange span) {
            return rows.stream()
                    .filter(row -> !row.at().isBefore(span.from()) && row.at().isBefore(span.to()))
                    .toList();
        }

        boolean keeps(Row row) {
            return rules.keeps(row, table, clock);
        }

        /** As it is read: the bound against the latest cut-off, then the rows against everything. */
        PartitionSnapshot seen(Clocks clocks) {
            RetentionWindows windows = rules.windows(clock);
            List<ObservedLeaf> leaves = new ArrayList<>();
            List<Expired> expired = new ArrayList<>();
            Map<QualifiedName, Weight> weights = new HashMap<>();
            for (int place = 0; place < spans.size(); place++) {
                MonthRange span = spans.get(place);
                leaves.add(new ObservedLeaf(partition(place), Optional.of(span), State.ATTACHED));
                weights.put(partition(place), new Weight(Optional.of(counts.get(place)), counts.get(place) * 100));
                if (!span.to().isAfter(windows.latestCutoff(table))) {
                    Optional<Stay> stay = rowsOf(span).stream()
                            .filter(row -> !row.at().isBefore(cutoff(windows, row)))
                            .findFirst()
                            .map(row -> new Stay(Stay.Reason.WINDOW, Optional.ofNullable(row.deployment())));
                    expired.add(new Expired(partition(place), span, stay, List.of()));
                }
            }
            expired.sort(Comparator.comparing(found -> found.range().from()));
            MonthlyTable monthly = new MonthlyTable(parent(), leaves, Set.of(), Map.of(), weights, expired);
            return new PartitionSnapshot(clocks, List.of(monthly), new Trash(Trash.Access.READY, "exo"), List.of());
        }

        private Instant cutoff(RetentionWindows windows, Row row) {
            UUID deployment = row.deployment();
            return deployment == null ? windows.defaultCutoff(table) : windows.cutoff(deployment, table);
        }

        Scene without(List<MonthRange> gone) {
            List<MonthRange> rest = new ArrayList<>(spans);
            List<Long> known = new ArrayList<>(counts);
            for (MonthRange span : gone) {
                known.remove(rest.indexOf(span));
                rest.remove(span);
            }
            return new Scene(table, clock, rest, rows, rules, known);
        }
    }

    @Property(tries = 2_000, shrinking = ShrinkingMode.BOUNDED, edgeCases = EdgeCasesMode.NONE)
    void whatGoesHasEndedAndHoldsNoRowThatMustStay(@ForAll("scenes") Scene scene, @ForAll("purposes") Purpose purpose) {
        List<MonthRange> gone = going(plan(scene, purpose));

        for (MonthRange span : gone) {
            assertThat(span.to()).as("%s is over", span).isBeforeOrEqualTo(scene.clock());
            assertThat(scene.rowsOf(span)).noneMatch(scene::keeps);
        }
        assertThat(going(plan(scene.without(gone), purpose))).isEmpty();
    }

    @Property(tries = 2_000, shrinking = ShrinkingMode.BOUNDED, edgeCases = EdgeCasesMode.NONE)
    void whatNothingKeepsGoes(@ForAll("scenes") Scene scene) {
        Instant longAgo = scene.clock().minus(Duration.ofDays(scene.rules().longest()));

        List<MonthRange> gone = going(plan(scene, Purpose.DROP_EXPIRED));

        assertThat(scene.spans().stream()
                        .filter(span -> !span.to().isAfter(longAgo))
                        .filter(span -> scene.rowsOf(span).stream().noneMatch(scene::keeps)))
                .isSubsetOf(gone);
    }

    @Property(tries = 2_000, shrinking = ShrinkingMode.BOUNDED, edgeCases = EdgeCasesMode.NONE)
    void withoutLeaveNoRunTakesMoreThanThreeMonthsOrHalfOfTheRows(@ForAll("scenes") Scene scene) {
        List<MonthRange> gone = going(plan(scene, Purpose.DROP_EXPIRED).allowing(Set.of()));

        long all = scene.counts().stream().mapToLong(count -> count).sum();
        long leaving = gone.stream()
                .mapToLong(span -> scene.counts().get(scene.spans().indexOf(span)))
                .sum();
        assertThat(gone).hasSizeLessThanOrEqualTo(3);
        assertThat(2 * leaving).isLessThanOrEqualTo(all);
    }

    @Property(tries = 1_000, shrinking = ShrinkingMode.BOUNDED, edgeCases = EdgeCasesMode.NONE)
    void nothingGoesByAClockThatIsNotToBeBelieved(@ForAll("scenes") Scene scene, @ForAll("skews") Duration skew) {
        Clocks apart = new Clocks(scene.clock(), scene.clock().plus(skew), Optional.empty());
        Clocks behind = new Clocks(
                scene.clock(), scene.clock(), Optional.of(scene.clock().plus(TICK)));

        assertThat(PartitionPlanner.plan(scene.seen(apart), POLICY, Purpose.DROP_EXPIRED)
                        .steps())
                .isEmpty();
        assertThat(PartitionPlanner.plan(scene.seen(behind), POLICY, Purpose.DROP_EXPIRED)
                        .steps())
                .isEmpty();
    }

    @Provide
    Arbitrary<Purpose> purposes() {
        return Arbitraries.of(Purpose.DROP_EXPIRED, Purpose.DROP_WITHOUT_GRACE);
    }

    @Provide
    Arbitrary<Duration> skews() {
        return Arbitraries.oneOf(
                Arbitraries.of(
                        Duration.ofMinutes(5).plus(TICK), Duration.ofMinutes(-5).minus(TICK)),
                Arbitraries.integers()
                        .between(-20_000, 20_000)
                        .filter(days -> days != 0)
                        .map(Duration::ofDays));
    }

    @Provide
    Arbitrary<Scene> scenes() {
        return Calendars.clocks()
                .flatMap(clock -> Combinators.combine(
                                Calendars.spans(clock), rules(), Arbitraries.of("session_events", "audit_events"))
                        .flatAs((spans, rules, table) -> Combinators.combine(
                                        rows(clock, spans, rules).list().ofMaxSize(6),
                                        Arbitraries.longs()
                                                .between(0, 1_000)
                                                .list()
                                                .ofSize(spans.size()))
                                .as((rows, counts) -> new Scene(table, clock, spans, rows, rules, counts))));
    }

    private static Arbitrary<Rules> rules() {
        Arbitrary<Long> days = Arbitraries.of(1L, 7L, 28L, 29L, 30L, 31L, 59L, 60L, 89L, 90L, 365L, 366L, 3650L);
        return Combinators.combine(
                        days,
                        Arbitraries.of(0L, 1L, 60L, 180L, 3650L),
                        Arbitraries.maps(Arbitraries.of(DEPLOYMENTS), days).ofMaxSize(3),
                        Arbitraries.of(DEPLOYMENTS).injectNull(0.8).set().ofMaxSize(1))
                .as((defaultDays, floor, own, held) -> {
                    held.removeIf(Objects::isNull);
                    return new Rules(defaultDays, floor, own, held);
                });
    }

    /** On the edges of the windows and of the partitions, to the tick. */
    private static Arbitrary<Row> rows(Instant clock, List<MonthRange> spans, Rules rules) {
        List<Instant> edges = new ArrayList<>(List.of(clock, clock.minus(Duration.ofDays(rules.defaultDays()))));
        rules.days().values().forEach(days -> edges.add(clock.minus(Duration.ofDays(days))));
        edges.add(clock.minus(Duration.ofDays(rules.floorDays())));
        spans.forEach(span -> edges.addAll(List.of(span.from(), span.to())));
        List<UUID> owners = new ArrayList<>(DEPLOYMENTS);
        owners.add(GONE);
        return Combinators.combine(
                        Arbitraries.of(owners).injectNull(0.2),
                        Arbitraries.of(edges),
                        Arbitraries.integers().between(-1, 1))
                .as((owner, edge, ticks) -> new Row(owner, edge.plus(TICK.multipliedBy(ticks))));
    }

    private static Plan plan(Scene scene, Purpose purpose) {
        Clocks clocks = new Clocks(scene.clock(), scene.clock(), Optional.empty());
        return PartitionPlanner.plan(scene.seen(clocks), POLICY, purpose);
    }

    private static List<MonthRange> going(Plan plan) {
        return plan.steps().stream()
                .map(step -> detachment(step.change()).range())
                .toList();
    }

    private static Change.Detachment detachment(Change change) {
        if (change instanceof Change.DetachPartition detach) {
            return detach.detachment();
        }
        if (change instanceof Change.DetachConcurrently detach) {
            return detach.detachment();
        }
        if (change instanceof Change.DropPartition drop) {
            return drop.detachment();
        }
        throw new AssertionError("takes no month away: " + change);
    }
}
