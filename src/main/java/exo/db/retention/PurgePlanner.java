package exo.db.retention;

import exo.db.model.RetentionWindows;
import exo.db.schema.MonthRange;
import exo.db.schema.ObservedTable;
import exo.db.schema.ObservedTable.ObservedLeaf;
import exo.db.schema.QualifiedName;
import exo.db.schema.SchemaSnapshot;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Says which leaves may hold expired rows, and how those are best deleted. */
final class PurgePlanner {
    /** All have {@code deployment_id} and {@code created_at}, and an index on both. */
    private static final List<String> TABLES = List.of("session_events", "audit_events", "context_summaries");

    /**
     * Of a leaf's rows: fewer are found by the index at the cost of a page each, more lie on nearly every page anyway.
     */
    private static final double SMALL_SHARE = 0.05;

    private PurgePlanner() {}

    /** How the expired rows of a leaf are deleted. */
    enum Method {
        /** Few rows, by the index. */
        OLDEST_FIRST,
        /** Many rows, or nobody knows how many, as they lie. */
        PAGE_BY_PAGE
    }

    /** @param known nothing where nobody has analyzed the leaf yet */
    static Method method(BottomLeaf leaf, Owners owners, Optional<LeafStatistics> known, RetentionWindows windows) {
        if (leaf.access() == BottomLeaf.Access.SCANNED || known.isEmpty()) {
            return Method.PAGE_BY_PAGE;
        }
        long expired = 0;
        for (UUID owner : owners.all()) {
            expired += known.get()
                    .rowsBefore(owner, Owners.cutoff(windows, owner, leaf.leaf().table()));
        }
        return expired < known.get().rows() * SMALL_SHARE ? Method.OLDEST_FIRST : Method.PAGE_BY_PAGE;
    }

    /** The leaves without those that go as a whole. */
    static List<PurgeLeaf> without(List<PurgeLeaf> leaves, List<MonthDrop> months) {
        Set<QualifiedName> whole = months.stream().map(MonthDrop::partition).collect(Collectors.toSet());
        return leaves.stream().filter(leaf -> !whole.contains(leaf.name())).toList();
    }

    /**
     * The leaves that begin before the latest cut-off of their table, oldest first; a leaf without bounds, such as the
     * default partition, may hold rows of any age and comes last.
     */
    static List<PurgeLeaf> leaves(SchemaSnapshot snapshot, RetentionWindows windows) {
        return tables(snapshot).stream()
                .flatMap(table -> leaves(snapshot, table, windows.latestCutoff(table.name())))
                .toList();
    }

    /** The months that have ended by then. */
    static List<PurgeLeaf> ended(SchemaSnapshot snapshot, Instant now) {
        return tables(snapshot).stream()
                .flatMap(table -> table.leaves().stream()
                        .filter(leaf -> leaf.bound()
                                .map(bound -> !bound.to().isAfter(now))
                                .orElse(false))
                        .map(leaf -> new PurgeLeaf(table.name(), leaf.name())))
                .toList();
    }

    /** The tables whose rows follow a window, as far as they are there. */
    private static List<ObservedTable> tables(SchemaSnapshot snapshot) {
        return TABLES.stream().flatMap(name -> snapshot.table(name).stream()).toList();
    }

    private static Stream<PurgeLeaf> leaves(SchemaSnapshot snapshot, ObservedTable table, Instant latest) {
        return switch (table.kind()) {
            case TABLE -> Stream.of(new PurgeLeaf(table.name(), snapshot.qualified(table.name())));
            case PARTITIONED ->
                table.leaves().stream()
                        .filter(leaf -> start(leaf).isBefore(latest))
                        .sorted(Comparator.comparing((ObservedLeaf leaf) ->
                                        leaf.bound().map(MonthRange::from).orElse(Instant.MAX))
                                .thenComparing(ObservedLeaf::name))
                        .map(leaf -> new PurgeLeaf(table.name(), leaf.name()));
            case OTHER -> Stream.empty();
        };
    }

    private static Instant start(ObservedLeaf leaf) {
        return leaf.bound().map(MonthRange::from).orElse(Instant.MIN);
    }
}
