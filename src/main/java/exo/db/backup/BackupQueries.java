package exo.db.backup;

import exo.db.database.ServerFailures;
import exo.db.database.Session;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** The reading of every encrypted value. Plain JDBC, whose cursor holds a few rows at a time. */
final class BackupQueries {
    /** First in a transaction: everything is seen as of one moment, and nothing can be written. */
    private static final String ONE_MOMENT = "set transaction isolation level repeatable read, read only";

    /** Keys with a dot are columns; others say other things. */
    private static final String SEALED_COLUMNS = """
            select key from schema_state, jsonb_object_keys(sealed_columns) as key
            where position('.' in key) > 0""";

    /** So few that rows with session payloads of 100 KiB take no more than 20 MiB. */
    private static final int ROWS_AT_ONCE = 200;

    private BackupQueries() {}

    static void freeze(Session session) {
        try (Statement statement = session.jdbc().createStatement()) {
            statement.execute(ONE_MOMENT);
        } catch (SQLException e) {
            throw ServerFailures.of(e, "begin to read as of one moment");
        }
    }

    static Set<String> sealedColumns(Session session) {
        try (PreparedStatement statement = session.jdbc().prepareStatement(SEALED_COLUMNS);
                ResultSet rows = statement.executeQuery()) {
            Set<String> columns = new HashSet<>();
            while (rows.next()) {
                columns.add(rows.getString(1));
            }
            return columns;
        } catch (SQLException e) {
            throw ServerFailures.of(e, "read which columns are sealed");
        }
    }

    /** Gives each row's values to the tallies, in their order; partitions are read through their parent. */
    static void read(Session session, String table, List<ColumnTally> tallies, List<String> columns) {
        try (PreparedStatement statement = session.jdbc().prepareStatement(select(session, table, columns))) {
            statement.setFetchSize(ROWS_AT_ONCE);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    String id = rows.getString(1);
                    for (int index = 0; index < tallies.size(); index++) {
                        tallies.get(index).add(id, rows.getString(index + 2));
                    }
                }
            }
        } catch (SQLException e) {
            throw ServerFailures.of(e, "read the encrypted values of " + table);
        }
    }

    /** As text, since a column from an older release may be jsonb still. */
    private static String select(Session session, String table, List<String> columns) {
        List<Field<?>> fields = new ArrayList<>();
        fields.add(text("id"));
        columns.forEach(column -> fields.add(text(column)));
        return session.sql().renderInlined(DSL.select(fields).from(DSL.table(DSL.name(table))));
    }

    private static Field<String> text(String column) {
        return DSL.field(DSL.name(column)).cast(SQLDataType.CLOB);
    }
}
