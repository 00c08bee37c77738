package exo.db.database;

import exo.db.database.ConnectionFailed.Cure;
import exo.db.database.DriverProperties.Startup;
import exo.db.dsn.ResolvedConnection;
import exo.db.dsn.ServerAddress;
import exo.db.dsn.TargetSession;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGConnection;

/** Opens one session: each server in turn as libpq does, then who and where we are, in one question. */
final class Connector {
    private static final int OLDEST_MAJOR = 16;

    /**
     * Also narrows the search path to the one schema, so that names without one mean its tables and nothing else, and
     * definitions are printed the same way everywhere.
     */
    private static final String HELLO = """
            select pg_backend_pid(), current_setting('server_version'), current_database(), current_user,
                target.name, pg_is_in_recovery(), current_setting('default_transaction_read_only') = 'on',
                set_config('search_path', coalesce(quote_ident(target.name), ''), false),
                set_config('TimeZone', 'UTC', false), target.others
            from (select case when asked.name is null then current_schema()
                    else (select nspname from pg_namespace where nspname = asked.name) end::text as name,
                case when asked.name is null then (current_schemas(false))[2:] else '{}' end::text[] as others
                from (select ?::text as name) asked offset 0) target""";

    private Connector() {}

    /**
     * Connects to the first server that is there and wanted.
     *
     * @throws ConnectionFailed for the last server tried
     */
    static Session connect(ResolvedConnection connection, @Nullable String schema, String application) {
        ConnectionFailed last = null;
        for (ServerAddress server : connection.servers()) {
            try {
                return connect(connection, server, schema, application);
            } catch (ConnectionFailed e) {
                if (!e.isOfThisServerOnly()) {
                    throw e;
                }
                last = e;
            }
        }
        if (last == null) {
            throw new IllegalStateException("a connection has at least one server");
        }
        throw last;
    }

    private static Session connect(
            ResolvedConnection connection, ServerAddress server, @Nullable String schema, String application) {
        Connection opened = open(connection, server, application);
        try {
            return new Session(
                    opened,
                    greet(opened, connection, server, schema),
                    () -> connect(connection, server, schema, application));
        } catch (SQLException e) {
            close(opened, e);
            throw failure(e, server);
        } catch (RuntimeException e) {
            close(opened, e);
            throw e;
        }
    }

    private static Connection open(ResolvedConnection connection, ServerAddress server, String application) {
        try {
            return open(connection, server, DriverProperties.of(connection, server, application, Startup.FULL));
        } catch (SQLException e) {
            boolean unknownSetting = SqlState.is(e, SqlState.INVALID_PARAMETER_VALUE)
                    || SqlState.is(e, SqlState.UNDEFINED_OBJECT)
                    || SqlState.is(e, SqlState.FEATURE_NOT_SUPPORTED);
            if (!unknownSetting) {
                throw failure(e, server);
            }
        }
        try {
            return open(
                    connection,
                    server,
                    DriverProperties.of(connection, server, application, Startup.WITHOUT_CLIENT_CHECK));
        } catch (SQLException e) {
            throw failure(e, server);
        }
    }

    private static Connection open(ResolvedConnection connection, ServerAddress server, Properties properties)
            throws SQLException {
        Connection opened = new Driver().connect(DriverProperties.url(connection, server), properties);
        if (opened == null) {
            throw new IllegalStateException("the driver does not know its own URL");
        }
        return opened;
    }

    private static ServerFacts greet(
            Connection opened, ResolvedConnection connection, ServerAddress server, @Nullable String schema)
            throws SQLException {
        try (PreparedStatement hello = opened.prepareStatement(HELLO)) {
            hello.setString(1, schema);
            try (ResultSet row = hello.executeQuery()) {
                row.next();
                refusePooler(opened, row.getInt(1), server);
                ServerFacts facts = facts(row, server, schema);
                refuseUnwanted(facts, connection.session().targetSession(), server);
                return facts;
            }
        }
    }

    private static ServerFacts facts(ResultSet row, ServerAddress server, @Nullable String schema) throws SQLException {
        String version = row.getString(2);
        String found = row.getString(5);
        ServerFacts facts = new ServerFacts(
                server.host(),
                server.port(),
                version,
                row.getString(3),
                row.getString(4),
                found == null ? "" : found,
                otherSchemas(row),
                row.getBoolean(6) ? ServerFacts.Recovery.STANDBY : ServerFacts.Recovery.PRIMARY,
                row.getBoolean(7) ? ServerFacts.Access.READ_ONLY : ServerFacts.Access.READ_WRITE);
        if (facts.major() < OLDEST_MAJOR) {
            throw new ConnectionFailed(Cure.TOO_OLD, server.shown(), "it is PostgreSQL " + version, null);
        }
        if (found == null) {
            throw ConnectionFailed.noSchema(facts, schema);
        }
        return facts;
    }

    private static List<String> otherSchemas(ResultSet row) throws SQLException {
        return List.of((String[]) row.getArray(10).getArray());
    }

    private static void refusePooler(Connection opened, int serverPid, ServerAddress server) throws SQLException {
        int protocolPid = opened.unwrap(PGConnection.class).getBackendPID();
        if (protocolPid != serverPid) {
            throw new ConnectionFailed(
                    Cure.POOLER, server.shown(), "the process that answers is not the one that was connected to", null);
        }
    }

    private static void refuseUnwanted(ServerFacts facts, TargetSession wanted, ServerAddress server) {
        boolean writable =
                facts.recovery() == ServerFacts.Recovery.PRIMARY && facts.access() == ServerFacts.Access.READ_WRITE;
        boolean standby = facts.recovery() == ServerFacts.Recovery.STANDBY;
        boolean suits = switch (wanted) {
            case ANY, PREFER_STANDBY -> true;
            case READ_WRITE -> writable;
            case READ_ONLY -> !writable;
            case PRIMARY -> !standby;
            case STANDBY -> standby;
        };
        if (!suits) {
            String why = "it is " + (standby ? "a standby" : writable ? "a writable primary" : "read-only");
            throw new ConnectionFailed(Cure.NOT_WANTED, server.shown(), why, null);
        }
    }

    private static ConnectionFailed failure(SQLException e, ServerAddress server) {
        return new ConnectionFailed(cure(e), server.shown(), why(e), e);
    }

    /** The driver keeps to itself why an attempt failed below the protocol. */
    private static String why(SQLException e) {
        if (causedBy(e, UnknownHostException.class)) {
            return "the host's name cannot be resolved to an address";
        }
        return causedBy(e, SocketTimeoutException.class) ? "it did not answer in time" : ServerFailures.reason(e);
    }

    private static Cure cure(SQLException e) {
        if (causedBy(e, SSLException.class)) {
            return Cure.CERTIFICATE;
        }
        String state = String.valueOf(e.getSQLState());
        return switch (state) {
            case SqlState.CANNOT_CONNECT_NOW -> Cure.STARTING;
            case SqlState.TOO_MANY_CONNECTIONS -> Cure.FULL;
            case SqlState.UNDEFINED_DATABASE -> Cure.DATABASE;
            case SqlState.PROTOCOL_VIOLATION -> Cure.POOLER;
            case "08001", "08003", "08006" -> Cure.UNREACHABLE;
            // The driver has one state for "no password was given" and for "the server offers no TLS".
            case "08004" -> ServerFailures.reason(e).contains("SSL") ? Cure.CERTIFICATE : Cure.PASSWORD;
            default -> state.startsWith("28") ? Cure.PASSWORD : state.startsWith("57P") ? Cure.STARTING : Cure.OTHER;
        };
    }

    private static boolean causedBy(Throwable failure, Class<? extends Throwable> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    private static void close(Connection opened, Throwable reason) {
        try {
            opened.close();
        } catch (SQLException e) {
            reason.addSuppressed(e);
        }
    }
}
