package exo.db.schema;

import java.util.ArrayList;
import java.util.List;

/** What the backend cannot do without: every declared table and column, of a type that it can read and write. */
public final class BackendNeeds {
    private BackendNeeds() {}

    /** What is lacking, as {@code table} or {@code table.column}. */
    public static List<String> lacking(DeclaredSchema declared, SchemaSnapshot snapshot) {
        List<String> lacking = new ArrayList<>();
        for (Table table : declared.tables()) {
            ObservedTable observed = snapshot.table(table.name()).orElse(null);
            if (observed == null || observed.kind() == ObservedTable.Kind.OTHER) {
                lacking.add(table.name());
            } else {
                table.columns().stream()
                        .filter(column -> isLacking(column, observed))
                        .forEach(column -> lacking.add(table.name() + "." + column.name()));
            }
        }
        return lacking;
    }

    private static boolean isLacking(Column column, ObservedTable observed) {
        return observed.column(column.name())
                .filter(found -> Equivalence.isReadable(column, found))
                .isEmpty();
    }
}
