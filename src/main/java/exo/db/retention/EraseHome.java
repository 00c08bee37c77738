package exo.db.retention;

import exo.db.database.Session;
import exo.db.schema.ObservedTable;
import exo.db.schema.QualifiedName;
import exo.db.schema.SchemaSnapshot;
import java.util.List;
import java.util.stream.Stream;

/**
 * A relation that may hold rows of a deployment, its sessions apart.
 *
 * @param table the table that it belongs to or was set aside from, whose lock counts
 */
record EraseHome(String table, QualifiedName name) {
    private static final String TRASH = "exo_trash";
    private static final List<String> TABLES = List.of("session_events", "audit_events", "context_summaries");

    /** All of them, as they are now; a month that is undropped meanwhile is found at its new place the next time. */
    static List<EraseHome> read(Session session) {
        SchemaSnapshot snapshot = PurgeService.snapshot(session);
        Stream<EraseHome> inPlace =
                TABLES.stream().flatMap(name -> snapshot.table(name).stream()).flatMap(table -> of(table, snapshot));
        Stream<EraseHome> inTrash = session.sql().fetch(EraseQueries.TRASH, TRASH).stream()
                .map(row -> new EraseHome(
                        row.get("parent", String.class), new QualifiedName(TRASH, row.get("name", String.class))));
        return Stream.concat(inPlace, inTrash).toList();
    }

    private static Stream<EraseHome> of(ObservedTable table, SchemaSnapshot snapshot) {
        return switch (table.kind()) {
            case TABLE -> Stream.of(new EraseHome(table.name(), snapshot.qualified(table.name())));
            case PARTITIONED -> table.leaves().stream().map(leaf -> new EraseHome(table.name(), leaf.name()));
            case OTHER -> Stream.empty();
        };
    }
}
