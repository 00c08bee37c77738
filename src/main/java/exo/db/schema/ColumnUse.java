package exo.db.schema;

import java.util.List;
import java.util.Optional;

/** Which columns of a table an index, check or key needs, and whether they will be there. */
final class ColumnUse {
    private final DraftBuilder draft;
    private final Table table;
    private final ObservedTable observed;

    ColumnUse(DraftBuilder draft, Table table, ObservedTable observed) {
        this.draft = draft;
        this.table = table;
        this.observed = observed;
    }

    /** What is pending about an object because a column that it needs was left out. */
    Optional<Pending> obstacle(String object, String definition) {
        return used(definition).stream()
                .filter(column -> draft.isLeftOut(table.name(), column))
                .findFirst()
                .map(column -> new Pending(
                        "column.needed",
                        object + " on " + draft.snapshot().qualified(table.name()) + " has to wait for its column "
                                + column.name(),
                        "see to the column first, then run migrate again"));
    }

    /** Whether rows can be asked: a column that is yet to be added holds the same in all of them. */
    boolean isThere(String definition) {
        return used(definition).stream()
                .allMatch(column -> observed.column(column.name()).isPresent());
    }

    private List<Column> used(String definition) {
        return table.columns().stream()
                .filter(column -> mentions(definition, column.name()))
                .toList();
    }

    /** Whether the column's name is a word of the definition. */
    static boolean mentions(String definition, String column) {
        return List.of(definition.split("[^A-Za-z0-9_]+", -1)).contains(column);
    }
}
