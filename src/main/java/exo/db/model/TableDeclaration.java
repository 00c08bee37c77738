package exo.db.model;

import exo.db.schema.Check;
import exo.db.schema.Column;
import exo.db.schema.ColumnDefault;
import exo.db.schema.ColumnType;
import exo.db.schema.ForeignKey;
import exo.db.schema.ForeignKey.OnDelete;
import exo.db.schema.Index;
import exo.db.schema.Index.Uniqueness;
import exo.db.schema.Nullability;
import exo.db.schema.Sensitivity;
import exo.db.schema.Table;
import java.util.ArrayList;
import java.util.List;

/** Collects one table, column by column; what is said of a column follows it. */
final class TableDeclaration {
    /** The predicate of an index that ignores soft-deleted rows. */
    static final String LIVE = "(deleted_at IS NULL)";

    private final String name;
    private final List<Column> columns = new ArrayList<>();
    private final List<Index> indexes = new ArrayList<>();
    private final List<ForeignKey> foreignKeys = new ArrayList<>();
    private final List<Check> checks = new ArrayList<>();
    private List<String> primaryKey = List.of("id");
    private Table.Layout layout = Table.Layout.PLAIN;
    private Table.Owner owner = Table.Owner.BACKEND;

    private TableDeclaration(String name) {
        this.name = name;
    }

    /** A table with the usual {@code id}, {@code created_at} and {@code updated_at}. */
    static TableDeclaration table(String name) {
        return bare(name).id().createdAt().updatedAt();
    }

    /** A table whose every column is named. */
    static TableDeclaration bare(String name) {
        return new TableDeclaration(name);
    }

    /** A table that joins two others: no {@code id}, no {@code updated_at}, both columns the key. */
    static TableDeclaration join(String name) {
        return bare(name);
    }

    /** A table of a tenant's catalogue: soft-deleted, named uniquely within the tenant. */
    static TableDeclaration catalogue(String name) {
        return table(name)
                .soft()
                .column("tenant_id", ColumnType.UUID)
                .notNull()
                .references("tenants", OnDelete.CASCADE)
                .indexed()
                .column("name", ColumnType.TEXT)
                .notNull()
                .uniqueWhere(LIVE, "tenant_id", "name");
    }

    /** An event table: one child a month, no {@code updated_at}, no foreign keys. */
    static TableDeclaration monthly(String name) {
        TableDeclaration declaration = bare(name).id().createdAt().primaryKey("id", "created_at");
        declaration.layout = Table.Layout.MONTHLY;
        return declaration;
    }

    TableDeclaration ownedByTool() {
        owner = Table.Owner.TOOL;
        return this;
    }

    TableDeclaration id() {
        return column("id", ColumnType.UUID).notNull().defaultsTo("gen_random_uuid()");
    }

    TableDeclaration createdAt() {
        return moment("created_at");
    }

    TableDeclaration updatedAt() {
        return moment("updated_at");
    }

    TableDeclaration soft() {
        return column("deleted_at", ColumnType.TIMESTAMPTZ).indexed();
    }

    /** A time that is the database's clock unless the insert says otherwise. */
    TableDeclaration moment(String column) {
        return column(column, ColumnType.TIMESTAMPTZ).notNull().defaultsTo("now()");
    }

    TableDeclaration time(String column) {
        return column(column, ColumnType.TIMESTAMPTZ);
    }

    TableDeclaration text(String column) {
        return column(column, ColumnType.TEXT);
    }

    /** A text that is never NULL and empty unless the insert says otherwise. */
    TableDeclaration emptyText(String column) {
        return text(column).notNull().defaultsTo("''::text");
    }

    TableDeclaration number(String column) {
        return column(column, ColumnType.BIGINT);
    }

    TableDeclaration flag(String column) {
        return column(column, ColumnType.BOOLEAN).notNull();
    }

    TableDeclaration uuid(String column) {
        return column(column, ColumnType.UUID);
    }

    TableDeclaration bytes(String column) {
        return column(column, ColumnType.BYTEA);
    }

    /** A JSON object, empty unless the insert says otherwise. */
    TableDeclaration object(String column) {
        return column(column, ColumnType.JSONB).notNull().defaultsTo("jsonb_build_object()");
    }

    /** A JSON array, empty unless the insert says otherwise. */
    TableDeclaration array(String column) {
        return column(column, ColumnType.JSONB).notNull().defaultsTo("jsonb_build_array()");
    }

    /** Text that holds an envelope. */
    TableDeclaration encrypted(String column) {
        columns.add(new Column(
                column, ColumnType.TEXT, Nullability.NULLABLE, new ColumnDefault.None(), Sensitivity.ENCRYPTED));
        return this;
    }

    TableDeclaration column(String column, ColumnType type) {
        columns.add(new Column(column, type, Nullability.NULLABLE, new ColumnDefault.None(), Sensitivity.OPEN));
        return this;
    }

    TableDeclaration notNull() {
        Column last = columns.removeLast();
        columns.add(
                new Column(last.name(), last.type(), Nullability.NOT_NULL, last.defaultValue(), last.sensitivity()));
        return this;
    }

    TableDeclaration defaultsTo(String expression) {
        return defaultsTo(new ColumnDefault.Expression(expression));
    }

    TableDeclaration identity() {
        return defaultsTo(new ColumnDefault.Identity());
    }

    TableDeclaration oneOf(String... values) {
        String column = columns.getLast().name();
        List<String> literals = new ArrayList<>();
        for (String value : values) {
            literals.add("'" + value + "'::text");
        }
        String expression = literals.size() == 1
                ? "(" + column + " = " + literals.getFirst() + ")"
                : "(" + column + " = ANY (ARRAY[" + String.join(", ", literals) + "]))";
        return check(expression);
    }

    TableDeclaration between(long least, long most) {
        String column = columns.getLast().name();
        return check("((" + column + " >= " + least + ") AND (" + column + " <= " + most + "))");
    }

    /** A check named after the last column. */
    TableDeclaration check(String expression) {
        checks.add(new Check(Names.of("chk", name, columns.getLast().name()), expression));
        return this;
    }

    TableDeclaration references(String table, OnDelete onDelete) {
        String column = columns.getLast().name();
        String relation = column.endsWith("_id") ? column.substring(0, column.length() - 3) : column;
        foreignKeys.add(new ForeignKey(Names.of("fk", name, relation), column, table, onDelete));
        return this;
    }

    TableDeclaration indexed() {
        return index(columns.getLast().name());
    }

    TableDeclaration unique() {
        return unique(columns.getLast().name());
    }

    TableDeclaration index(String... keys) {
        return add(indexName(keys), Uniqueness.PLAIN, "", keys);
    }

    TableDeclaration unique(String... keys) {
        return add(indexName(keys), Uniqueness.UNIQUE, "", keys);
    }

    TableDeclaration uniqueWhere(String predicate, String... keys) {
        return add(indexName(keys), Uniqueness.UNIQUE, predicate, keys);
    }

    TableDeclaration uniqueNullsNotDistinct(String... keys) {
        return add(indexName(keys), Uniqueness.UNIQUE_NULLS_NOT_DISTINCT, "", keys);
    }

    TableDeclaration add(String indexName, Uniqueness uniqueness, String predicate, String... keys) {
        indexes.add(new Index(indexName, List.of(keys), uniqueness, predicate));
        return this;
    }

    TableDeclaration primaryKey(String... keys) {
        primaryKey = List.of(keys);
        return this;
    }

    Table done() {
        return new Table(name, layout, owner, columns, primaryKey, indexes, foreignKeys, checks);
    }

    private TableDeclaration defaultsTo(ColumnDefault value) {
        Column last = columns.removeLast();
        columns.add(new Column(last.name(), last.type(), last.nullability(), value, last.sensitivity()));
        return this;
    }

    private String indexName(String... keys) {
        return Names.of("idx", name, String.join("_", keys));
    }
}
