package exo.db.schema;

import java.util.List;
import java.util.Optional;

/**
 * A relation as the catalog describes it.
 *
 * @param partitionKey as {@code pg_get_partkeydef} prints it; empty where the table is not partitioned
 * @param leaves the partitions, attached ones only; empty where the table is not partitioned
 * @param estimatedRows by the planner's statistics, with the leaves'; 0 where nobody ever counted
 */
public record ObservedTable(
        String name,
        Kind kind,
        String partitionKey,
        List<ObservedColumn> columns,
        List<ObservedIndex> indexes,
        List<ObservedForeignKey> foreignKeys,
        List<ObservedCheck> checks,
        List<String> primaryKey,
        List<ObservedLeaf> leaves,
        long estimatedRows) {
    public ObservedTable {
        columns = List.copyOf(columns);
        indexes = List.copyOf(indexes);
        foreignKeys = List.copyOf(foreignKeys);
        checks = List.copyOf(checks);
        primaryKey = List.copyOf(primaryKey);
        leaves = List.copyOf(leaves);
    }

    /** What bears the name. */
    public enum Kind {
        TABLE,
        PARTITIONED,
        /** A view, sequence, foreign table or the like: in the way of the declared table. */
        OTHER
    }

    /**
     * A column as found.
     *
     * @param type as {@code format_type} prints it, modifiers included
     * @param defaultValue as {@code pg_get_expr} prints it; empty where there is none; {@code identity} for an identity
     */
    public record ObservedColumn(String name, String type, Nullability nullability, String defaultValue) {}

    /**
     * An index as found; primary keys are not among them.
     *
     * @param definition the part of {@code pg_get_indexdef} from USING on
     * @param valid whether the server uses it: false is what an interrupted concurrent build leaves
     */
    public record ObservedIndex(String name, boolean unique, String definition, boolean valid) {}

    /** A foreign key as found, spelled as {@link ForeignKey#definition()} does where it is of that shape. */
    public record ObservedForeignKey(String name, String definition, boolean validated) {}

    /** A check constraint as found. */
    public record ObservedCheck(String name, String expression, boolean validated) {}

    /**
     * A partition as found; {@code bound} is empty for the default partition and for one that is not a single range.
     */
    public record ObservedLeaf(QualifiedName name, Optional<MonthRange> bound, State state) {
        /** How far a partition belongs to its parent. */
        public enum State {
            ATTACHED,
            DEFAULT,
            /** A concurrent detach was interrupted: inserts into its range fail until it is finished. */
            DETACH_PENDING
        }
    }

    /** Whether months of {@code created_at} can be its partitions. */
    public boolean isMonthly() {
        return kind == Kind.PARTITIONED && partitionKey.equals("RANGE (created_at)");
    }

    /** The column of that name, if it is there. */
    public Optional<ObservedColumn> column(String columnName) {
        return columns.stream()
                .filter(column -> column.name().equals(columnName))
                .findFirst();
    }
}
