package exo.db.database;

import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Turns the server's and the driver's errors into failures that say what to do. */
public final class ServerFailures {
    private ServerFailures() {}

    /**
     * The failure for an error met while doing something.
     *
     * @param doing what was being done, as an infinitive without "to"
     */
    public static ExoException of(Throwable failure, String doing) {
        if (failure instanceof ExoException known) {
            return known;
        }
        String state = SqlState.of(failure);
        if (state == null) {
            throw new IllegalStateException("not an SQL error", failure);
        }
        return switch (state) {
            case SqlState.LOCK_NOT_AVAILABLE ->
                statement(failure, ExitStatus.LOCKED, "lock.timeout", doing, "run the same command again");
            case SqlState.QUERY_CANCELED, SqlState.DEADLOCK, SqlState.SERIALIZATION_FAILURE ->
                statement(failure, ExitStatus.STOPPED, "statement.stopped", doing, "run the same command again");
            case SqlState.INSUFFICIENT_PRIVILEGE ->
                statement(
                        failure,
                        ExitStatus.REFUSED,
                        "privilege.missing",
                        doing,
                        "connect as the owner of the tables, or have the owner grant what is missing");
            case SqlState.READ_ONLY_TRANSACTION ->
                statement(
                        failure,
                        ExitStatus.REFUSED,
                        "server.read-only",
                        doing,
                        "connect to the primary, and check default_transaction_read_only");
            case SqlState.DISK_FULL ->
                statement(failure, ExitStatus.REFUSED, "disk.full", doing, "free space on the server, then run again");
            case SqlState.UNDEFINED_TABLE, SqlState.UNDEFINED_COLUMN ->
                statement(
                        failure,
                        ExitStatus.SCHEMA,
                        "schema.incomplete",
                        doing,
                        "check --schema and the database's name, then run exo-db-cli migrate");
            case SqlState.FEATURE_NOT_SUPPORTED,
                    SqlState.DUPLICATE_TABLE,
                    SqlState.DUPLICATE_OBJECT,
                    SqlState.UNDEFINED_FUNCTION,
                    SqlState.DEPENDENT_OBJECTS_STILL_EXIST ->
                statement(
                        failure,
                        ExitStatus.REFUSED,
                        "object.in-the-way",
                        doing,
                        "rename or drop what the server names, then run the same command again");
            default -> byClass(failure, state, doing);
        };
    }

    /**
     * The server's own sentence, without detail that could repeat values; never the driver's rendering of a statement.
     */
    public static String reason(Throwable failure) {
        SQLException error = SqlState.first(failure);
        if (error instanceof PSQLException server) {
            ServerErrorMessage message = server.getServerErrorMessage();
            if (message != null && message.getMessage() != null) {
                return message.getMessage();
            }
        }
        if (error == null) {
            return failure.getClass().getSimpleName();
        }
        return firstLine(String.valueOf(error.getMessage()));
    }

    private static ExoException byClass(Throwable failure, String state, String doing) {
        if (state.startsWith(SqlState.CONSTRAINT_VIOLATION_CLASS)) {
            return statement(
                    failure,
                    ExitStatus.STOPPED,
                    "data.changed",
                    doing,
                    "rows were written meanwhile: run the same command again, it names those that are in the way");
        }
        boolean connectionGone =
                state.startsWith("08") || state.startsWith("57P") || state.equals(SqlState.IDLE_IN_TRANSACTION);
        return connectionGone
                ? statement(
                        failure,
                        ExitStatus.UNREACHABLE,
                        "connection.lost",
                        doing,
                        "see that the server runs, then run the same command again")
                : statement(
                        failure,
                        ExitStatus.BUG,
                        "server.error",
                        doing,
                        "this was not foreseen: report it with the SQLSTATE " + state);
    }

    private static ExoException statement(
            Throwable failure, ExitStatus exitStatus, String id, String doing, String next) {
        return new StatementFailed(exitStatus, id, "could not " + doing, reason(failure), next, failure);
    }

    private static String firstLine(String text) {
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end);
    }

    /** The server refused or broke off a statement. */
    private static final class StatementFailed extends ExoException {
        private static final long serialVersionUID = 1L;

        StatementFailed(ExitStatus exitStatus, String id, String what, String why, String next, Throwable cause) {
            super(exitStatus, id, what, why, next, cause);
        }

        @Override
        public @Nullable String sqlState() {
            Throwable cause = getCause();
            return cause == null ? null : SqlState.of(cause);
        }
    }
}
