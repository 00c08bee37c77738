package exo.db.schema;

/**
 * The names of what exists only while rows are brought over beside those who write them. A later run knows by them how
 * far an earlier one came.
 */
public final class Interim {
    /** The check that the text of each column is what the column holds; valid once that is proved of every row. */
    public static final String IN_STEP = "exo_text_in_step";

    /** The trigger that writes the text; the last of a table's, since triggers fire in the order of their names. */
    public static final String TRIGGER = "~exo_text";

    /** What a name of PostgreSQL can hold (NAMEDATALEN - 1). */
    private static final int LONGEST_NAME = 63;

    private Interim() {}

    /** The column that holds the text until it takes the name of the one it came from. */
    public static String text(String column) {
        return fitting(column, "_exo_text");
    }

    /** The function of the trigger. */
    public static QualifiedName function(QualifiedName table) {
        return table.sibling(fitting(table.name(), "_exo_text"));
    }

    /** The check that holds always, and is there as long as rows may lack their value in a new column. */
    public static String unfilled(String column) {
        return fitting(column, "_exo_unfilled");
    }

    /** The sequence that numbers rows until the column becomes an identity. */
    public static QualifiedName sequence(QualifiedName table, String column) {
        return table.sibling(fitting(table.name() + "_" + column, "_exo_seq"));
    }

    /**
     * The expression that gives a row its value in a new column with a default; how rows are numbered before there is
     * an identity.
     */
    public static String value(QualifiedName table, Column column) {
        return switch (column.defaultValue()) {
            case ColumnDefault.None none ->
                throw new IllegalArgumentException(column.name() + " has no default to be filled with");
            case ColumnDefault.Expression expression -> expression.sql();
            case ColumnDefault.Identity identity ->
                "nextval('" + quoted(sequence(table, column.name())).replace("'", "''") + "'::regclass)";
        };
    }

    private static String quoted(QualifiedName name) {
        return "\"" + name.schema().replace("\"", "\"\"") + "\".\"" + name.name() + "\"";
    }

    /** Declared names are ASCII, so a character is a byte. */
    private static String fitting(String name, String suffix) {
        int room = LONGEST_NAME - suffix.length();
        return name.substring(0, Math.min(name.length(), room)) + suffix;
    }
}
