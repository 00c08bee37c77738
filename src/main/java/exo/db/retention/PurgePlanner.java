package exo.db.retention;

import exo.db.model.RetentionWindows;
import exo.db.schema.MonthRange;
import exo.db.schema.ObservedTable;
import exo.db.schema.ObservedTable.ObservedLeaf;
import exo.db.schema.SchemaSnapshot;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Says which leaves may hold expired rows. */
final class PurgePlanner {
    /** All have {@code deployment_id} and {@code created_at}, and an index on both. */
    private static final List<String> TABLES = List.of("session_events", "audit_events", "context_summaries");

    private PurgePlanner() {}

    /**
     * The leaves that begin before the latest cut-off of their table, oldest first; a leaf without bounds, such as the
     * default partition, may hold rows of any age and comes last.
     */
    static List<PurgeLeaf> leaves(SchemaSnapshot snapshot, RetentionWindows windows) {
        return TABLES.stream()
                .flatMap(name -> snapshot.table(name).stream())
                .flatMap(table -> leaves(snapshot, table, windows.latestCutoff(table.name())))
                .toList();
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
