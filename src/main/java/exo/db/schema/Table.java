package exo.db.schema;

import java.util.List;
import java.util.Optional;

/** A table as declared, without the schema it will lie in. */
public record Table(
        String name,
        Layout layout,
        Owner owner,
        List<Column> columns,
        List<String> primaryKey,
        List<Index> indexes,
        List<ForeignKey> foreignKeys,
        List<Check> checks) {
    public Table {
        columns = List.copyOf(columns);
        primaryKey = List.copyOf(primaryKey);
        indexes = List.copyOf(indexes);
        foreignKeys = List.copyOf(foreignKeys);
        checks = List.copyOf(checks);
    }

    /** How rows are kept. */
    public enum Layout {
        PLAIN,
        /** Partitioned by range of {@code created_at}, one child a month. */
        MONTHLY
    }

    /** Whose table it is. */
    public enum Owner {
        BACKEND,
        /** This tool's own: exists before any other, and its columns are all it has. */
        TOOL
    }

    /** The column of that name, if declared. */
    public Optional<Column> column(String columnName) {
        return columns.stream()
                .filter(column -> column.name().equals(columnName))
                .findFirst();
    }

    /** The columns whose values are kept encrypted. */
    public List<Column> encryptedColumns() {
        return columns.stream().filter(Column::isEncrypted).toList();
    }

    /** Whether months are its children. */
    public boolean isMonthly() {
        return layout == Layout.MONTHLY;
    }
}
