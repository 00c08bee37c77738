package exo.db.backup.dump;

import exo.db.schema.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads the names in {@code COPY schema.table (column, ...) FROM stdin}, in {@code INSERT} and after {@code \connect}.
 */
final class CopyStatement {
    private static final String DATABASE = "dbname=";

    private CopyStatement() {}

    static boolean isFromStdin(String statement) {
        return statement.toLowerCase(Locale.ROOT).endsWith("from stdin");
    }

    /** Null where the statement is not of that form. */
    static @Nullable TableData parse(String database, String statement) {
        SqlCursor cursor = new SqlCursor(statement);
        if (!cursor.word("copy")) {
            return null;
        }
        QualifiedName table = cursor.table();
        if (table == null) {
            return null;
        }
        List<String> columns = new ArrayList<>();
        if (cursor.symbol('(') && !cursor.names(columns)) {
            return null;
        }
        return cursor.word("from") && cursor.word("stdin") ? new TableData(database, table, columns, statement) : null;
    }

    /** The database after {@code \connect}: its name, quoted or not, or the name in a connection string. */
    static String connected(String operand) {
        String name = operand.strip();
        int option = name.indexOf(DATABASE);
        if (option >= 0) {
            name = name.substring(option + DATABASE.length());
        }
        return name.replaceAll("^['\"\\\\]+|['\"\\\\]+$", "");
    }
}
