package exo.db.schema;

/** The types that Exo's columns have, spelled as {@code format_type} prints them. */
public enum ColumnType {
    UUID("uuid"),
    TEXT("text"),
    BIGINT("bigint"),
    BOOLEAN("boolean"),
    TIMESTAMPTZ("timestamp with time zone"),
    JSONB("jsonb"),
    BYTEA("bytea"),
    INET("inet");

    private final String sql;

    ColumnType(String sql) {
        this.sql = sql;
    }

    /** The canonical spelling, which is also valid in a statement. */
    public String sql() {
        return sql;
    }
}
