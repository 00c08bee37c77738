package exo.db.engine;

import exo.db.database.Session;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jooq.exception.DataAccessException;

/**
 * Sends statements to the server together, so that they cost one round trip however many they are. None of them may
 * return rows.
 */
final class StatementBatch {
    private static final String COMMIT = "commit";

    private StatementBatch() {}

    /**
     * Sends them in the transaction that is open, or a single one outside of any.
     *
     * @throws DataAccessException with the server's error of the first that failed; the driver does not say which
     */
    static void send(Session session, List<String> statements) {
        if (statements.isEmpty()) {
            return;
        }
        try (Statement batch = session.jdbc().createStatement()) {
            batch.setEscapeProcessing(false);
            if (statements.size() == 1) {
                batch.execute(statements.getFirst());
                return;
            }
            for (String statement : statements) {
                batch.addBatch(statement);
            }
            batch.executeBatch();
        } catch (BatchUpdateException e) {
            throw failure(e.getNextException() == null ? e : e.getNextException());
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /** Sends them as the last of the transaction that is open, and its commit with them. */
    static void sendAndCommit(Session session, List<String> statements) {
        List<String> all = new ArrayList<>(statements);
        all.add(COMMIT);
        send(session, all);
    }

    /** As jOOQ would say it, without the statement, which may hold values. */
    private static DataAccessException failure(SQLException e) {
        return new DataAccessException("a statement failed", e);
    }
}
