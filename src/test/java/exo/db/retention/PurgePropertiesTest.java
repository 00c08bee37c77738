package exo.db.retention;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.model.RetentionWindows;
import exo.db.schema.MonthRange;
import exo.db.schema.ObservedTable;
import exo.db.schema.ObservedTable.Kind;
import exo.db.schema.ObservedTable.ObservedLeaf;
import exo.db.schema.ObservedTable.ObservedLeaf.State;
import exo.db.schema.QualifiedName;
import exo.db.schema.SchemaSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/**
 * What holds of cut-offs, and of the leaves that are searched for expired rows, whatever windows and holds there are.
 */
class PurgePropertiesTest {
    private static final Duration TICK = Duration.ofNanos(1_000);
    private static final UUID GONE = new UUID(0, 9);
    private static final List<UUID> DEPLOYMENTS = List.of(new UUID(0, 1), new UUID(0, 2), new UUID(0, 3));

    @Property(tries = 3_000, shrinking = ShrinkingMode.BOUNDED, edgeCases = EdgeCasesMode.NONE)
    void aRowHasExpiredWhenItsWindowAndForAuditEventsTheFloorAreOver(
            @ForAll("windows") RetentionWindows windows,
            @ForAll("tables") String table,
            @ForAll("owners") UUID owner,
            @ForAll("ticks") int ticks) {
        long window = windows.days().getOrDefault(owner, windows.defaultDays());
        long days = table.equals("audit_events") ? Math.max(window, windows.auditFloorDays()) : window;
        Instant written = windows.now().minus(Duration.ofDays(days)).plus(TICK.multipliedBy(ticks));

        Instant cutoff = windows.cutoff(owner, table);

        boolean goes = !windows.held().contains(owner) && ticks < 0;
        assertThat(written.isBefore(cutoff)).isEqualTo(goes);
        assertThat(written.isBefore(windows.latestCutoff(table)) || !goes).isTrue();
        if (written.isBefore(windows.earliestCutoff(table))) {
            assertThat(goes).isTrue();
        }
    }

    @Property(tries = 3_000, shrinking = ShrinkingMode.BOUNDED, edgeCases = EdgeCasesMode.NONE)
    void everyLeafThatMayHoldAnExpiredRowIsSearchedOnceAndNoCurrentMonthForNothing(
            @ForAll("windows") RetentionWindows windows, @ForAll("tables") String table) {
        List<ObservedLeaf> leaves = leaves(table, windows.now());

        List<PurgeLeaf> searched = PurgePlanner.leaves(snapshot(table, leaves), windows);

        assertThat(searched).doesNotHaveDuplicates();
        for (ObservedLeaf leaf : leaves) {
            boolean mayHold = leaf.bound().isEmpty()
                    || mayHoldExpired(windows, table, leaf.bound().get());
            assertThat(searched.contains(new PurgeLeaf(table, leaf.name())))
                    .as("%s", leaf)
                    .isEqualTo(mayHold);
        }
    }

    @Property(tries = 1_000, shrinking = ShrinkingMode.BOUNDED, edgeCases = EdgeCasesMode.NONE)
    void aCutoffIsTheSameInstantAsText(@ForAll("windows") RetentionWindows windows, @ForAll("owners") UUID owner) {
        Instant cutoff = windows.cutoff(owner, "session_events");

        String text = Cutoffs.text(cutoff);

        assertThat(text.equals("-infinity")).isEqualTo(windows.held().contains(owner));
        assertThat(text.equals("-infinity") ? Instant.MIN : Instant.parse(text)).isEqualTo(cutoff);
    }

    @Provide
    Arbitrary<String> tables() {
        return Arbitraries.of("session_events", "audit_events");
    }

    @Provide
    Arbitrary<Integer> ticks() {
        return Arbitraries.of(-1_000_000, -1, 0, 1, 1_000_000);
    }

    @Provide
    Arbitrary<UUID> owners() {
        List<UUID> all = new ArrayList<>(DEPLOYMENTS);
        all.add(GONE);
        return Arbitraries.of(all);
    }

    @Provide
    Arbitrary<RetentionWindows> windows() {
        Arbitrary<Long> days = Arbitraries.of(1L, 28L, 29L, 30L, 31L, 59L, 60L, 90L, 365L, 366L, 3650L);
        return Combinators.combine(
                        clocks(),
                        days,
                        Arbitraries.of(0L, 1L, 60L, 180L, 3650L),
                        Arbitraries.maps(Arbitraries.of(DEPLOYMENTS), days).ofMaxSize(3),
                        Arbitraries.of(DEPLOYMENTS).set().ofMaxSize(2))
                .as((now, byDefault, floor, own, held) -> {
                    DEPLOYMENTS.forEach(deployment -> own.putIfAbsent(deployment, byDefault));
                    return new RetentionWindows(now, byDefault, floor, own, held);
                });
    }

    /** Leap days, ends of months, changes of summer time, and years off. */
    private static Arbitrary<Instant> clocks() {
        return Combinators.combine(
                        Arbitraries.of(
                                        "2024-02-29T00:00:00Z",
                                        "2028-03-01T00:00:00Z",
                                        "2026-03-29T01:00:00Z",
                                        "2026-11-01T04:30:00Z",
                                        "1999-12-31T22:00:00Z",
                                        "2026-01-31T00:00:00Z",
                                        "2107-07-07T07:07:07Z")
                                .map(Instant::parse),
                        Arbitraries.integers().between(-1, 1))
                .as((instant, ticks) -> instant.plus(TICK.multipliedBy(ticks)));
    }

    private static boolean mayHoldExpired(RetentionWindows windows, String table, MonthRange bound) {
        List<UUID> owners = new ArrayList<>(DEPLOYMENTS);
        owners.add(GONE);
        return owners.stream().anyMatch(owner -> bound.from().isBefore(windows.cutoff(owner, table)));
    }

    /** A year of months up to the next one, and the default. */
    private static List<ObservedLeaf> leaves(String table, Instant now) {
        List<ObservedLeaf> leaves = new ArrayList<>();
        for (int back = 12; back >= -1; back--) {
            YearMonth month = MonthRange.monthOf(now).minusMonths(back);
            leaves.add(new ObservedLeaf(
                    new QualifiedName("exo", table + "_" + month), Optional.of(MonthRange.of(month)), State.ATTACHED));
        }
        leaves.add(new ObservedLeaf(new QualifiedName("exo", table + "_default"), Optional.empty(), State.DEFAULT));
        return leaves;
    }

    private static SchemaSnapshot snapshot(String table, List<ObservedLeaf> leaves) {
        ObservedTable observed = new ObservedTable(
                table, Kind.PARTITIONED, "", List.of(), List.of(), List.of(), List.of(), List.of(), leaves, 0);
        return new SchemaSnapshot("exo", Map.of(table, observed));
    }
}
