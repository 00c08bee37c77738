package exo.db.engine;

import exo.db.engine.CatalogReader.CatalogRow;
import exo.db.schema.Nullability;
import exo.db.schema.ObservedTable;
import exo.db.schema.ObservedTable.Generation;
import exo.db.schema.ObservedTable.ObservedCheck;
import exo.db.schema.ObservedTable.ObservedColumn;
import exo.db.schema.ObservedTable.ObservedConstraint;
import exo.db.schema.ObservedTable.ObservedForeignKey;
import exo.db.schema.ObservedTable.ObservedIndex;
import exo.db.schema.ObservedTable.ObservedLeaf;
import exo.db.schema.QualifiedName;
import exo.db.schema.SchemaSnapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Turns the rows of the catalog's reading into tables. */
final class SnapshotBuilder {
    private final String schema;
    private final Map<String, Parts> tables = new HashMap<>();

    SnapshotBuilder(String schema) {
        this.schema = schema;
    }

    void add(CatalogRow row) {
        Parts parts = tables.computeIfAbsent(row.relation(), name -> new Parts());
        switch (row.kind()) {
            case "table" -> parts.describe(row);
            case "column" -> parts.columns.add(column(row));
            case "index" -> parts.indexes.add(index(row));
            case "key" -> parts.primaryKey.add(row.name());
            case "foreign" -> parts.foreignKeys.add(new ObservedForeignKey(row.name(), row.definition(), row.flag()));
            case "check" -> parts.checks.add(new ObservedCheck(row.name(), row.definition(), row.flag()));
            case "other" -> parts.others.add(new ObservedConstraint(row.name(), row.definition()));
            case "leaf" -> parts.add(leaf(row), Long.parseLong(row.other()));
            default -> throw new IllegalStateException("the catalog query has no rows of kind " + row.kind());
        }
    }

    SchemaSnapshot build() {
        Map<String, ObservedTable> built = new HashMap<>();
        tables.forEach((name, parts) -> built.put(name, parts.build(name)));
        return new SchemaSnapshot(schema, built);
    }

    private static ObservedColumn column(CatalogRow row) {
        return new ObservedColumn(
                row.name(),
                row.definition(),
                row.flag() ? Nullability.NOT_NULL : Nullability.NULLABLE,
                row.detail(),
                generation(row.state()),
                row.other(),
                row.remark());
    }

    /** {@code attidentity} and {@code attgenerated}, of which at most one is set. */
    private static Generation generation(String code) {
        return switch (code) {
            case "" -> Generation.NONE;
            case "d" -> Generation.IDENTITY_BY_DEFAULT;
            case "a" -> Generation.IDENTITY_ALWAYS;
            default -> Generation.STORED;
        };
    }

    private static ObservedIndex index(CatalogRow row) {
        ObservedIndex.Readiness unusable =
                row.state().isEmpty() ? ObservedIndex.Readiness.NOT_MAINTAINED : ObservedIndex.Readiness.UNFINISHED;
        return new ObservedIndex(
                row.name(),
                row.detail().equals("true"),
                fromUsing(row.definition()),
                row.flag() ? ObservedIndex.Readiness.USABLE : unusable,
                row.other(),
                row.remark());
    }

    /**
     * {@code CREATE UNIQUE INDEX name ON schema.table USING btree (...)} without what differs by name, and without
     * storage parameters, which are the operator's.
     */
    static String fromUsing(String definition) {
        int using = definition.indexOf(" USING ");
        String rest = using < 0 ? definition : definition.substring(using + 1);
        return rest.replaceFirst(" WITH \\([^)]*\\)", "");
    }

    private static ObservedLeaf leaf(CatalogRow row) {
        QualifiedName name = new QualifiedName(row.detail(), row.name());
        if (row.flag()) {
            return new ObservedLeaf(name, PartitionBound.parse(row.definition()), ObservedLeaf.State.DETACH_PENDING);
        }
        ObservedLeaf.State state =
                row.definition().equals("DEFAULT") ? ObservedLeaf.State.DEFAULT : ObservedLeaf.State.ATTACHED;
        return new ObservedLeaf(name, PartitionBound.parse(row.definition()), state);
    }

    /** What has been read of one table so far. */
    private static final class Parts {
        private ObservedTable.Kind kind = ObservedTable.Kind.OTHER;
        private String partitionKey = "";
        private long estimatedRows;
        private long leafRows;
        private final List<ObservedColumn> columns = new ArrayList<>();
        private final List<ObservedIndex> indexes = new ArrayList<>();
        private final List<ObservedForeignKey> foreignKeys = new ArrayList<>();
        private final List<ObservedCheck> checks = new ArrayList<>();
        private final List<String> primaryKey = new ArrayList<>();
        private final List<ObservedLeaf> leaves = new ArrayList<>();
        private final List<ObservedConstraint> others = new ArrayList<>();

        void describe(CatalogRow row) {
            kind = switch (row.name()) {
                case "r" -> ObservedTable.Kind.TABLE;
                case "p" -> ObservedTable.Kind.PARTITIONED;
                default -> ObservedTable.Kind.OTHER;
            };
            partitionKey = row.definition();
            estimatedRows = Long.parseLong(row.detail());
        }

        /** A partitioned table's own count says nothing. */
        void add(ObservedLeaf leaf, long rows) {
            leaves.add(leaf);
            leafRows += rows;
        }

        ObservedTable build(String name) {
            checks.sort(Comparator.comparing(ObservedCheck::name));
            leaves.sort(Comparator.comparing(leaf -> leaf.name().name()));
            return new ObservedTable(
                    name,
                    kind,
                    partitionKey,
                    columns,
                    indexes,
                    foreignKeys,
                    checks,
                    primaryKey,
                    leaves,
                    kind == ObservedTable.Kind.PARTITIONED ? leafRows : estimatedRows,
                    others);
        }
    }
}
