package exo.db.schema;

import java.util.List;
import java.util.Optional;

/**
 * Everything that {@code migrate} declares, and the number of this declaration.
 *
 * @param version grows with every change to the declaration; a database with a larger one was migrated by a newer
 *     release
 * @param tables parents before the tables that refer to them
 */
public record DeclaredSchema(long version, List<Table> tables) {
    public DeclaredSchema {
        tables = List.copyOf(tables);
    }

    /** The table of that name, if declared. */
    public Optional<Table> table(String name) {
        return tables.stream().filter(table -> table.name().equals(name)).findFirst();
    }

    /** The tables that are partitioned by month. */
    public List<Table> monthlyTables() {
        return tables.stream().filter(Table::isMonthly).toList();
    }

    /** The tables with at least one encrypted column. */
    public List<Table> encryptedTables() {
        return tables.stream()
                .filter(table -> !table.encryptedColumns().isEmpty())
                .toList();
    }
}
