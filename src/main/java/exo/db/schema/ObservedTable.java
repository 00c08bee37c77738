package exo.db.schema;

import java.util.List;
import java.util.Optional;

/**
 * A relation as the catalog describes it.
 *
 * @param partitionKey as {@code pg_get_partkeydef} prints it; empty where the table is not partitioned
 * @param leaves the partitions, attached ones only; empty where the table is not partitioned
 * @param estimatedRows by the planner's statistics, with the leaves'; 0 where nobody ever counted
 * @param otherConstraints constraints of kinds that are never declared
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
        long estimatedRows,
        List<ObservedConstraint> otherConstraints) {
    public ObservedTable {
        columns = List.copyOf(columns);
        indexes = List.copyOf(indexes);
        foreignKeys = List.copyOf(foreignKeys);
        checks = List.copyOf(checks);
        primaryKey = List.copyOf(primaryKey);
        leaves = List.copyOf(leaves);
        otherConstraints = List.copyOf(otherConstraints);
    }

    /** A table with no constraints but such as can be declared. */
    public ObservedTable(
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
        this(
                name,
                kind,
                partitionKey,
                columns,
                indexes,
                foreignKeys,
                checks,
                primaryKey,
                leaves,
                estimatedRows,
                List.of());
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
     * @param defaultValue as {@code pg_get_expr} prints it; empty where there is none; {@code identity} for an
     *     identity; the expression of a generated column
     * @param collation its name where it is not the type's own, else empty
     * @param comment empty where there is none
     */
    public record ObservedColumn(
            String name,
            String type,
            Nullability nullability,
            String defaultValue,
            Generation generation,
            String collation,
            String comment) {
        /** A column whose values are given by those who write, or by a default or an identity. */
        public ObservedColumn(String name, String type, Nullability nullability, String defaultValue) {
            this(
                    name,
                    type,
                    nullability,
                    defaultValue,
                    defaultValue.equals("identity") ? Generation.IDENTITY_BY_DEFAULT : Generation.NONE,
                    "",
                    "");
        }
    }

    /** Whether the server makes a column's values by itself. */
    public enum Generation {
        NONE,
        IDENTITY_BY_DEFAULT,
        /** Values that a client gives are refused. */
        IDENTITY_ALWAYS,
        /** Computed from other columns: nobody can write it, and so it stands in for no declared column. */
        STORED
    }

    /**
     * An index as found; primary keys are not among them.
     *
     * @param definition the part of {@code pg_get_indexdef} from USING on, without storage parameters: method, keys,
     *     INCLUDE, NULLS NOT DISTINCT, predicate
     * @param constraint the UNIQUE or EXCLUDE constraint behind it: dropped with that only; empty where there is none
     * @param parent the partitioned table's index that it is a part of: dropped with that only; empty where there is
     *     none
     */
    public record ObservedIndex(
            String name, boolean unique, String definition, Readiness readiness, String constraint, String parent) {
        /** An index that stands by itself. */
        public ObservedIndex(String name, boolean unique, String definition, boolean valid) {
            this(name, unique, definition, valid ? Readiness.USABLE : Readiness.UNFINISHED, "", "");
        }

        /** How far it has come. */
        public enum Readiness {
            USABLE,
            /**
             * Queries do not use it: what an interrupted concurrent build leaves, also one that is still going on; or a
             * partitioned table's index that lacks some leaf's.
             */
            UNFINISHED,
            /** Writers do not even keep it up: an interrupted build's first stage, or a concurrent drop's last. */
            NOT_MAINTAINED
        }

        /** Whether queries use it. */
        public boolean valid() {
            return readiness == Readiness.USABLE;
        }
    }

    /** A constraint of a kind that is never declared: UNIQUE, EXCLUDE, a constraint trigger. */
    public record ObservedConstraint(String name, String definition) {}

    /** A foreign key as found, spelled as {@link ForeignKey#definition()} does where it is of that shape. */
    public record ObservedForeignKey(String name, String definition, boolean validated) {
        /** Whether it is a key of that one column to that table, whatever it does on delete. */
        boolean links(String column, String references) {
            return definition.startsWith(column + " -> " + references + "(")
                    || definition.startsWith("FOREIGN KEY (" + column + ") REFERENCES " + references + "(");
        }

        /** Whether it is a key to that table of the same schema. */
        boolean refersTo(String references) {
            return definition.contains(" -> " + references + "(")
                    || definition.contains(" REFERENCES " + references + "(");
        }
    }

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

    /** Whether some constraint bears that name, whatever it says. */
    boolean isConstraint(String constraint) {
        return foreignKeys.stream().anyMatch(key -> key.name().equals(constraint))
                || checks.stream().anyMatch(check -> check.name().equals(constraint))
                || otherConstraints.stream().anyMatch(other -> other.name().equals(constraint));
    }
}
