package exo.db.database;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** The SQLSTATEs that this tool tells apart (PostgreSQL manual, appendix A). */
public final class SqlState {
    public static final String LOCK_NOT_AVAILABLE = "55P03";
    public static final String SERIALIZATION_FAILURE = "40001";
    public static final String DEADLOCK = "40P01";
    public static final String UNDEFINED_TABLE = "42P01";
    public static final String DUPLICATE_TABLE = "42P07";
    public static final String INVALID_OBJECT_DEFINITION = "42P17";
    public static final String UNIQUE_VIOLATION = "23505";
    public static final String CHECK_VIOLATION = "23514";
    public static final String NOT_NULL_VIOLATION = "23502";
    public static final String UNDEFINED_COLUMN = "42703";
    public static final String INSUFFICIENT_PRIVILEGE = "42501";
    public static final String READ_ONLY_TRANSACTION = "25006";
    public static final String IDLE_IN_TRANSACTION = "25P03";
    public static final String DISK_FULL = "53100";
    public static final String INVALID_AUTHORIZATION = "28000";
    public static final String TOO_MANY_CONNECTIONS = "53300";
    public static final String QUERY_CANCELED = "57014";
    public static final String CANNOT_CONNECT_NOW = "57P03";
    public static final String PROTOCOL_VIOLATION = "08P01";
    public static final String INVALID_PARAMETER_VALUE = "22023";
    public static final String UNDEFINED_OBJECT = "42704";
    public static final String FEATURE_NOT_SUPPORTED = "0A000";
    public static final String UNDEFINED_DATABASE = "3D000";
    public static final String OBJECT_IN_USE = "55006";
    public static final String UNDEFINED_FUNCTION = "42883";
    public static final String DATATYPE_MISMATCH = "42804";
    public static final String CANNOT_COERCE = "42846";
    public static final String INVALID_TABLE_DEFINITION = "42P16";
    public static final String INVALID_TEXT_REPRESENTATION = "22P02";
    public static final String WRONG_OBJECT_TYPE = "42809";
    public static final String DUPLICATE_OBJECT = "42710";
    public static final String NOT_IN_PREREQUISITE_STATE = "55000";
    public static final String DEPENDENT_OBJECTS_STILL_EXIST = "2BP01";

    /** The class of the violations of a key, check or NOT NULL. */
    public static final String CONSTRAINT_VIOLATION_CLASS = "23";

    /** Raised by this tool's own guards, inside the transaction that a guard protects. */
    public static final String GUARD = "EX001";

    private SqlState() {}

    /** The state of the first SQL error in the chain of causes, or null where there is none. */
    public static @Nullable String of(Throwable failure) {
        SQLException error = first(failure);
        return error == null ? null : error.getSQLState();
    }

    /** Whether the failure is an SQL error of that state. */
    public static boolean is(Throwable failure, String state) {
        return state.equals(of(failure));
    }

    /**
     * Whether somebody else made the same thing at the same moment: {@code if not exists} saw nothing of it yet, and
     * the server's own unique index did. The other has committed by then.
     */
    public static boolean isRaceInCatalog(Throwable failure) {
        if (!is(failure, UNIQUE_VIOLATION) || !(first(failure) instanceof PSQLException server)) {
            return false;
        }
        ServerErrorMessage message = server.getServerErrorMessage();
        return message != null && "pg_catalog".equals(message.getSchema());
    }

    /** The first SQL error in the chain of causes, or null where there is none. */
    static @Nullable SQLException first(Throwable failure) {
        return Causes.first(failure, SQLException.class);
    }
}
