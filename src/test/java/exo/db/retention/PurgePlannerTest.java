package exo.db.retention;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.model.RetentionWindows;
import exo.db.retention.BottomLeaf.Access;
import exo.db.retention.PurgePlanner.Method;
import exo.db.schema.MonthRange;
import exo.db.schema.ObservedTable;
import exo.db.schema.ObservedTable.Kind;
import exo.db.schema.ObservedTable.ObservedLeaf;
import exo.db.schema.ObservedTable.ObservedLeaf.State;
import exo.db.schema.QualifiedName;
import exo.db.schema.SchemaSnapshot;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class PurgePlannerTest {
    private static final Instant NOW = Instant.parse("2026-06-15T00:00:00Z");
    private static final UUID SHORT = new UUID(0, 1);
    private static final UUID LONG = new UUID(0, 2);

    @Test
    void goesByTheIndexWhereFewRowsHaveExpired() {
        assertThat(method(Access.INDEXED, Optional.of(share(0.04)))).isEqualTo(Method.OLDEST_FIRST);
        assertThat(method(Access.INDEXED, Optional.of(share(0.06)))).isEqualTo(Method.PAGE_BY_PAGE);
    }

    @Test
    void goesPageByPageWhereNoIndexOrNoStatisticsHelp() {
        assertThat(method(Access.SCANNED, Optional.of(share(0.01)))).isEqualTo(Method.PAGE_BY_PAGE);
        assertThat(method(Access.INDEXED, Optional.empty())).isEqualTo(Method.PAGE_BY_PAGE);
    }

    @Test
    void leavesOutTheMonthsThatGoAsAWhole() {
        PurgeLeaf stays = new PurgeLeaf("session_events", new QualifiedName("public", "session_events_2026_05"));
        PurgeLeaf goes = new PurgeLeaf("session_events", new QualifiedName("public", "session_events_2026_01"));
        MonthRange january = MonthRange.of(YearMonth.of(2026, 1));
        MonthDrop drop = new MonthDrop(new QualifiedName("public", "session_events"), goes.name(), january, 10, 8192);

        assertThat(PurgePlanner.without(List.of(goes, stays), List.of(drop))).containsExactly(stays);
    }

    /** One deployment with that share of a thousand rows, all of them expired. */
    private static LeafStatistics share(double share) {
        return new LeafStatistics(1000, Map.of(SHORT, share), 0, List.of());
    }

    private static Method method(Access access, Optional<LeafStatistics> statistics) {
        PurgeLeaf leaf = new PurgeLeaf("session_events", new QualifiedName("public", "session_events_2026_05"));
        return PurgePlanner.method(
                new BottomLeaf(leaf, 1, 100, 1000, access),
                new Owners(List.of(SHORT)),
                statistics,
                windows(Map.of(SHORT, 30L), Set.of()));
    }

    @Test
    void takesTheLeavesThatBeginBeforeTheLatestCutoffOldestFirstAndTheDefaultLast() {
        SchemaSnapshot snapshot = snapshot(partitioned("session_events", "2026-06", "2026-04", "2026-05"));
        RetentionWindows windows = windows(Map.of(SHORT, 30L, LONG, 365L), Set.of());

        List<PurgeLeaf> leaves = PurgePlanner.leaves(snapshot, windows);

        assertThat(leaves)
                .extracting(leaf -> leaf.name().name())
                .containsExactly("session_events_2026-04", "session_events_2026-05", "session_events_default");
    }

    @Test
    void aLeafThatBeginsAtTheCutoffHoldsNothingExpired() {
        SchemaSnapshot snapshot = snapshot(partitioned("session_events", "2026-06"));
        RetentionWindows windows = windows(Map.of(SHORT, 14L), Set.of());

        assertThat(PurgePlanner.leaves(snapshot, windows))
                .extracting(leaf -> leaf.name().name())
                .containsExactly("session_events_default");
    }

    @Test
    void aHeldDeploymentDoesNotMakeItsShortWindowCount() {
        SchemaSnapshot snapshot = snapshot(partitioned("session_events", "2026-04"));
        RetentionWindows windows = windows(Map.of(SHORT, 30L), Set.of(SHORT));

        assertThat(PurgePlanner.leaves(snapshot, windows))
                .extracting(leaf -> leaf.name().name())
                .containsExactly("session_events_default");
    }

    @Test
    void theAuditFloorCountsForAuditEventsAlone() {
        SchemaSnapshot snapshot =
                snapshot(partitioned("session_events", "2026-04"), partitioned("audit_events", "2026-04"));
        RetentionWindows windows = new RetentionWindows(NOW, 90, 75, Map.of(SHORT, 30L), Set.of());

        assertThat(PurgePlanner.leaves(snapshot, windows))
                .extracting(leaf -> leaf.name().name())
                .containsExactly("session_events_2026-04", "session_events_default", "audit_events_default");
    }

    @Test
    void aPlainTableIsItsOwnLeaf() {
        SchemaSnapshot snapshot = snapshot(observed("session_events", Kind.TABLE, List.of()));

        assertThat(PurgePlanner.leaves(snapshot, windows(Map.of(), Set.of())))
                .containsExactly(new PurgeLeaf("session_events", new QualifiedName("exo", "session_events")));
    }

    private static RetentionWindows windows(Map<UUID, Long> days, Set<UUID> held) {
        return new RetentionWindows(NOW, 90, 0, days, held);
    }

    private static SchemaSnapshot snapshot(ObservedTable... tables) {
        return new SchemaSnapshot(
                "exo",
                List.of(tables).stream()
                        .collect(java.util.stream.Collectors.toMap(ObservedTable::name, table -> table)));
    }

    private static ObservedTable partitioned(String name, String... months) {
        List<ObservedLeaf> leaves = new java.util.ArrayList<>();
        leaves.add(new ObservedLeaf(new QualifiedName("exo", name + "_default"), Optional.empty(), State.DEFAULT));
        for (String month : months) {
            leaves.add(new ObservedLeaf(
                    new QualifiedName("exo", name + "_" + month),
                    Optional.of(MonthRange.of(YearMonth.parse(month))),
                    State.ATTACHED));
        }
        return observed(name, Kind.PARTITIONED, leaves);
    }

    private static ObservedTable observed(String name, Kind kind, List<ObservedLeaf> leaves) {
        return new ObservedTable(name, kind, "", List.of(), List.of(), List.of(), List.of(), List.of(), leaves, 0);
    }
}
