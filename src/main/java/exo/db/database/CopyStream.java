package exo.db.database;

import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;
import org.postgresql.copy.CopyOut;

/** Rows in COPY's text format, out of a server and into one, without a copy of them in memory. */
public final class CopyStream {
    private CopyStream() {}

    /** Is handed one line at a time, in the caller's hands only until it returns. */
    @FunctionalInterface
    public interface Lines {
        /** Takes a line, without its end. */
        void line(byte[] bytes, int offset, int length);
    }

    /** Hands every row on that a {@code copy ... to stdout} gives. */
    public static void out(Session session, String statement, Lines lines) {
        try {
            CopyOut copy = manager(session).copyOut(statement);
            for (byte[] row = copy.readFromCopy(); row != null; row = copy.readFromCopy()) {
                // The server sends each row as one message, with its line feed.
                lines.line(row, 0, row.length - 1);
            }
        } catch (SQLException e) {
            throw ServerFailures.of(e, "read the rows of a table");
        }
    }

    /** Begins a {@code copy ... from stdin}, which is to be finished or given up. */
    public static Target in(Session session, String statement) {
        try {
            return new Target(manager(session).copyIn(statement));
        } catch (SQLException e) {
            throw ServerFailures.of(e, "write the rows of a table");
        }
    }

    private static CopyManager manager(Session session) throws SQLException {
        return session.jdbc().unwrap(PGConnection.class).getCopyAPI();
    }

    /** Takes rows for one table. */
    public static final class Target implements AutoCloseable {
        private final CopyIn copy;

        private Target(CopyIn copy) {
            this.copy = copy;
        }

        /** Takes some bytes of COPY's text format. */
        public void write(byte[] bytes, int offset, int length) {
            try {
                copy.writeToCopy(bytes, offset, length);
            } catch (SQLException e) {
                throw failure(e);
            }
        }

        /** Has the server take what was written, and returns how many rows it took. */
        public long finish() {
            try {
                return copy.endCopy();
            } catch (SQLException e) {
                throw failure(e);
            }
        }

        /** Gives it up, unless it was finished. */
        @Override
        public void close() {
            try {
                if (copy.isActive()) {
                    copy.cancelCopy();
                }
            } catch (SQLException e) {
                throw failure(e);
            }
        }

        private static RuntimeException failure(SQLException e) {
            return ServerFailures.of(e, "write the rows of a table");
        }
    }
}
