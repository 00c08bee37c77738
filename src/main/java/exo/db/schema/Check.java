package exo.db.schema;

/**
 * A check constraint as declared.
 *
 * @param expression spelled as {@code pg_get_expr} prints it, with its outer parentheses; valid in a statement too
 */
public record Check(String name, String expression) {}
