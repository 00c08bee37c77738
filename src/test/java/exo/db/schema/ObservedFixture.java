package exo.db.schema;

import exo.db.schema.ObservedTable.Kind;
import exo.db.schema.ObservedTable.ObservedCheck;
import exo.db.schema.ObservedTable.ObservedColumn;
import exo.db.schema.ObservedTable.ObservedForeignKey;
import exo.db.schema.ObservedTable.ObservedIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A table as the catalog would show it if it were as declared, and then changed by a test. */
final class ObservedFixture {
    final String name;
    final List<ObservedColumn> columns = new ArrayList<>();
    final List<ObservedIndex> indexes = new ArrayList<>();
    final List<ObservedForeignKey> foreignKeys = new ArrayList<>();
    final List<ObservedCheck> checks = new ArrayList<>();
    Kind kind;
    String partitionKey;
    List<String> primaryKey;

    ObservedFixture(Table table) {
        name = table.name();
        kind = table.isMonthly() ? Kind.PARTITIONED : Kind.TABLE;
        partitionKey = table.isMonthly() ? "RANGE (created_at)" : "";
        primaryKey = table.primaryKey();
        table.columns()
                .forEach(column -> columns.add(new ObservedColumn(
                        column.name(), column.type().sql(), column.nullability(), spelled(column.defaultValue()))));
        table.indexes()
                .forEach(index -> indexes.add(
                        new ObservedIndex(index.name(), index.uniqueness().isUnique(), index.definition(), true)));
        table.foreignKeys().forEach(key -> foreignKeys.add(new ObservedForeignKey(key.name(), key.definition(), true)));
        table.checks().forEach(check -> checks.add(new ObservedCheck(check.name(), check.expression(), true)));
    }

    ObservedFixture column(String column, String type, Nullability nullability, String defaultValue) {
        columns.replaceAll(found ->
                found.name().equals(column) ? new ObservedColumn(column, type, nullability, defaultValue) : found);
        return this;
    }

    ObservedFixture without(String object) {
        columns.removeIf(found -> found.name().equals(object));
        indexes.removeIf(found -> found.name().equals(object));
        foreignKeys.removeIf(found -> found.name().equals(object));
        checks.removeIf(found -> found.name().equals(object));
        return this;
    }

    ObservedTable table() {
        return new ObservedTable(
                name, kind, partitionKey, columns, indexes, foreignKeys, checks, primaryKey, List.of(), 0);
    }

    static SchemaSnapshot snapshot(ObservedFixture... tables) {
        Map<String, ObservedTable> byName = new java.util.HashMap<>();
        for (ObservedFixture table : tables) {
            byName.put(table.name, table.table());
        }
        return new SchemaSnapshot("app", byName);
    }

    private static String spelled(ColumnDefault value) {
        return switch (value) {
            case ColumnDefault.None none -> "";
            case ColumnDefault.Expression expression -> expression.sql();
            case ColumnDefault.Identity identity -> "identity";
        };
    }
}
