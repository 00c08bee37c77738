package exo.db.schema;

/** Whether a column may hold NULL. */
public enum Nullability {
    NULLABLE,
    NOT_NULL
}
