package exo.db.schema;

/** How the rows that were there before a column get their value. */
public sealed interface Filling {
    /** The column that is filled. */
    String column();

    /** The text of another column of the same row, NULL where that is NULL. */
    record TextOf(String column, String source) implements Filling {}

    /**
     * What the expression yields, anew for each row.
     *
     * @param expression as in {@link ColumnDefault.Expression}
     */
    record ValueOf(String column, String expression) implements Filling {}
}
