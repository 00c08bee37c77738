package exo.db.sealing;

import java.util.List;

/**
 * A table that is declared to have encrypted columns, as it was found.
 *
 * @param name without its schema; values are bound to it in partitions too
 * @param present the encrypted columns that the table itself has
 * @param absent those that it lacks, or all where there is no such table
 * @param homes where its rows lie
 */
public record EncryptedTable(String name, List<String> present, List<String> absent, List<ValueHome> homes) {
    public EncryptedTable {
        present = List.copyOf(present);
        absent = List.copyOf(absent);
        homes = List.copyOf(homes);
    }

    /** A column's name with its table's, as {@code schema_state.sealed_columns} spells it. */
    public String place(String column) {
        return name + "." + column;
    }

    /** The homes that have the column. */
    List<ValueHome> homesOf(String column) {
        return homes.stream()
                .filter(home ->
                        home.columns().stream().anyMatch(found -> found.name().equals(column)))
                .toList();
    }
}
