package exo.db.database;

import exo.db.database.ConnectionFailed.Cure;
import exo.db.database.DriverProperties.Startup;
import exo.db.database.link.LinkFailed;
import exo.db.dsn.ResolvedConnection;
import exo.db.dsn.ServerAddress;
import exo.db.dsn.TargetSession;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
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
    static Session connect(ResolvedConnection connection, @Nullable String schema, String application, Timing timing) {
        ConnectionFailed last = null;
        for (ServerAddress server : connection.servers()) {
            try {
                return connect(connection, server, schema, application, timing);
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
            ResolvedConnection connection,
            ServerAddress server,
            @Nullable String schema,
            String application,
            Timing timing) {
        Connection opened = open(new Login(connection, server, timing), application);
        try {
            return new Session(
                    opened,
                    greet(opened, connection, server, schema),
                    () -> connect(connection, server, schema, application, timing));
        } catch (SQLException e) {
            close(opened, e);
            throw failure(e, server);
        } catch (RuntimeException e) {
            close(opened, e);
            throw e;
        }
    }

    private static Connection open(Login login, String application) {
        try {
            return open(login, application, Startup.FULL);
        } catch (SQLException e) {
            boolean unknownSetting = SqlState.is(e, SqlState.INVALID_PARAMETER_VALUE)
                    || SqlState.is(e, SqlState.UNDEFINED_OBJECT)
                    || SqlState.is(e, SqlState.FEATURE_NOT_SUPPORTED);
            if (!unknownSetting) {
                throw failure(e, login.server());
            }
        }
        try {
            return open(login, application, Startup.WITHOUT_CLIENT_CHECK);
        } catch (SQLException e) {
            throw failure(e, login.server());
        }
    }

    private static Connection open(Login login, String application, Startup startup) throws SQLException {
        return login.with(DriverProperties.of(login.connection(), login.server(), application, startup));
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
                server.name(),
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
        LinkFailed link = linkFailed(e);
        if (link != null) {
            return new ConnectionFailed(link, server.shown(), withOtherWay(link.why(), e), e);
        }
        return new ConnectionFailed(cure(e), server.shown(), withOtherWay(why(e), e), e);
    }

    private static @Nullable LinkFailed linkFailed(SQLException e) {
        LinkFailed known = Causes.first(e, LinkFailed.class);
        // With TLS 1.3 the server's answer to the client's certificate comes only when the driver reads on.
        SSLException late = known == null ? Causes.first(e, SSLException.class) : null;
        return late == null || LinkFailed.isTorn(late) ? known : LinkFailed.of(late);
    }

    /** Where sslmode lets it be tried without TLS as well, also what came of that. */
    private static String withOtherWay(String why, SQLException e) {
        return Arrays.stream(e.getSuppressed())
                .filter(other -> other instanceof SQLException)
                .map(ServerFailures::reason)
                .filter(other -> !why.equals(other))
                .findFirst()
                .map(other -> why + "; without TLS: " + other)
                .orElse(why);
    }

    /** The driver keeps to itself why an attempt failed below the protocol. */
    private static String why(SQLException e) {
        if (Causes.first(e, UnknownHostException.class) != null) {
            return "the host's name cannot be resolved to an address";
        }
        return Causes.first(e, SocketTimeoutException.class) != null
                ? "it did not answer in time"
                : ServerFailures.reason(e);
    }

    private static Cure cure(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return switch (state) {
            case SqlState.CANNOT_CONNECT_NOW -> Cure.STARTING;
            case SqlState.TOO_MANY_CONNECTIONS -> Cure.FULL;
            case SqlState.UNDEFINED_DATABASE -> Cure.DATABASE;
            case SqlState.PROTOCOL_VIOLATION -> Cure.POOLER;
            case "08001", "08003", "08006" -> Cure.UNREACHABLE;
            case "08004" -> Cure.PASSWORD;
            default -> state.startsWith("28") ? Cure.PASSWORD : state.startsWith("57P") ? Cure.STARTING : Cure.OTHER;
        };
    }

    private static void close(Connection opened, Throwable reason) {
        try {
            opened.close();
        } catch (SQLException e) {
            reason.addSuppressed(e);
        }
    }
}
