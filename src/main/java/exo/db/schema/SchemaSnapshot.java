package exo.db.schema;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the catalog says of the declared tables in the target schema.
 *
 * @param schema the target schema
 * @param tables by name; names that are not there are missing from the database
 */
public record SchemaSnapshot(String schema, Map<String, ObservedTable> tables) {
    public SchemaSnapshot {
        tables = Map.copyOf(tables);
    }

    /** The table of that name, if it is there. */
    public Optional<ObservedTable> table(String name) {
        return Optional.ofNullable(tables.get(name));
    }

    /** Names a table of the target schema. */
    public QualifiedName qualified(String name) {
        return new QualifiedName(schema, name);
    }

    /** The encrypted columns of a declared table that are there, whatever their type is by now. */
    public List<ObservedTable.ObservedColumn> encryptedColumns(Table declared) {
        return declared.encryptedColumns().stream()
                .flatMap(column -> table(declared.name()).flatMap(found -> found.column(column.name())).stream())
                .toList();
    }
}
