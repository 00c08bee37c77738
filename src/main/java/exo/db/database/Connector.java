package exo.db.database;

import exo.db.database.ConnectionFailed.Cure;
import exo.db.database.DriverProperties.Startup;
import exo.db.database.link.LinkFailed;
import exo.db.dsn.ChannelBinding;
import exo.db.dsn.ResolvedConnection;
import exo.db.dsn.ServerAddress;
import exo.db.dsn.TargetSession;
import java.io.EOFException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Opens one session: each server in turn as libpq does, then who and where we are, in one question.
 *
 * @param schema the schema to work in; null for the first one on the search path that exists
 * @param application what the server shows of us
 * @param onlooker is shown each certificate that a server shows, before it is judged
 */
record Connector(
        ResolvedConnection connection,
        @Nullable String schema,
        String application,
        Timing timing,
        Consumer<X509Certificate> onlooker) {
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

    /**
     * Connects to the first server that is there and wanted.
     *
     * @throws ConnectionFailed with the answer of every server that was tried
     */
    Session first() {
        return ServerWalk.first(connection.inOrderOfTrial(timing.random()), this::on);
    }

    /** The same with somebody to look on. */
    Connector shownTo(Consumer<X509Certificate> somebody) {
        return new Connector(connection, schema, application, timing, somebody);
    }

    /** Connects to this one server. */
    Session on(ServerAddress server, TargetSession wanted) {
        Connection opened = open(server);
        try {
            ServerFacts facts = greet(opened, server, wanted);
            // From here on an answer may take as long as it takes.
            opened.setNetworkTimeout(Runnable::run, 0);
            return new Session(opened, facts, () -> on(server, wanted));
        } catch (SQLException e) {
            close(opened, e);
            throw failure(e, server);
        } catch (RuntimeException e) {
            close(opened, e);
            throw e;
        }
    }

    private Connection open(ServerAddress server) {
        try {
            return open(server, Startup.FULL);
        } catch (SQLException e) {
            boolean unknownSetting = SqlState.is(e, SqlState.INVALID_PARAMETER_VALUE)
                    || SqlState.is(e, SqlState.UNDEFINED_OBJECT)
                    || SqlState.is(e, SqlState.FEATURE_NOT_SUPPORTED);
            if (!unknownSetting) {
                throw failure(e, server);
            }
        }
        try {
            return open(server, Startup.WITHOUT_CLIENT_CHECK);
        } catch (SQLException e) {
            throw failure(e, server);
        }
    }

    private Connection open(ServerAddress server, Startup startup) throws SQLException {
        Login login = new Login(connection, server, timing, onlooker);
        return login.with(DriverProperties.of(connection, server, application, startup));
    }

    private ServerFacts greet(Connection opened, ServerAddress server, TargetSession wanted) throws SQLException {
        try (PreparedStatement hello = opened.prepareStatement(HELLO)) {
            hello.setString(1, schema);
            try (ResultSet row = hello.executeQuery()) {
                row.next();
                refusePooler(opened, row.getInt(1), server);
                ServerFacts facts = facts(row, server);
                refuseUnwanted(facts, wanted, server);
                refuseUnusable(facts, server);
                return facts;
            }
        }
    }

    private ServerFacts facts(ResultSet row, ServerAddress server) throws SQLException {
        String found = row.getString(5);
        return new ServerFacts(
                server.name(),
                server.port(),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                found == null ? "" : found,
                otherSchemas(row),
                row.getBoolean(6) ? ServerFacts.Recovery.STANDBY : ServerFacts.Recovery.PRIMARY,
                row.getBoolean(7) ? ServerFacts.Access.READ_ONLY : ServerFacts.Access.READ_WRITE);
    }

    private void refuseUnusable(ServerFacts facts, ServerAddress server) {
        if (facts.major() < OLDEST_MAJOR) {
            throw new ConnectionFailed(Cure.TOO_OLD, server.shown(), "it is PostgreSQL " + facts.version(), null);
        }
        if (facts.schema().isEmpty()) {
            throw ConnectionFailed.noSchema(facts, schema);
        }
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
        if (!suits(facts, wanted)) {
            throw new ConnectionFailed(Cure.NOT_WANTED, server.shown(), "it is " + facts.kind(), null);
        }
    }

    /** Whether the server is what {@code target_session_attrs} asks for. */
    static boolean suits(ServerFacts facts, TargetSession wanted) {
        boolean isStandby = facts.recovery() == ServerFacts.Recovery.STANDBY;
        boolean isWritable = !isStandby && facts.access() == ServerFacts.Access.READ_WRITE;
        return switch (wanted) {
            case ANY, PREFER_STANDBY -> true;
            case READ_WRITE -> isWritable;
            case READ_ONLY -> !isWritable;
            case PRIMARY -> !isStandby;
            case STANDBY -> isStandby;
        };
    }

    ConnectionFailed failure(SQLException e, ServerAddress server) {
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
        if (Causes.first(e, SocketTimeoutException.class) != null) {
            return "it did not answer in time";
        }
        return Causes.first(e, EOFException.class) != null ? "it closed the connection" : socketReason(e);
    }

    /** The system's own words where it gave any, such as "Connection refused". */
    private static String socketReason(SQLException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SocketException socket && socket.getMessage() != null) {
                return socket.getMessage();
            }
        }
        return ServerFailures.reason(e);
    }

    private Cure cure(SQLException e) {
        if (Causes.first(e, EOFException.class) != null || Causes.first(e, SocketException.class) != null) {
            // Also in the middle of a handshake: a server that is being restarted.
            return Cure.UNREACHABLE;
        }
        String state = String.valueOf(e.getSQLState());
        return switch (state) {
            case SqlState.CANNOT_CONNECT_NOW -> Cure.STARTING;
            case SqlState.TOO_MANY_CONNECTIONS -> Cure.FULL;
            case SqlState.UNDEFINED_DATABASE -> Cure.DATABASE;
            case SqlState.PROTOCOL_VIOLATION -> Cure.POOLER;
            case "08001", "08003", "08006" -> Cure.UNREACHABLE;
            case "08004" -> unprovided(e);
            case SqlState.INSUFFICIENT_PRIVILEGE -> Cure.PRIVILEGE;
            case SqlState.INVALID_AUTHORIZATION -> unauthorised(e);
            default -> state.startsWith("28") ? unprovided(e) : state.startsWith("57P") ? Cure.STARTING : Cure.OTHER;
        };
    }

    /** What the server has not said of itself, the driver has said for the sake of the settings. */
    private Cure unprovided(SQLException e) {
        boolean isDemanded = connection.session().demands().authentication() != null
                || connection.tls().channelBinding() == ChannelBinding.REQUIRE;
        return isDemanded && serverMessage(e) == null ? Cure.METHOD : Cure.PASSWORD;
    }

    private static @Nullable ServerErrorMessage serverMessage(SQLException e) {
        return e instanceof PSQLException server ? server.getServerErrorMessage() : null;
    }

    /** The state is the same, and the text may be in any language: the server's function tells them apart. */
    private Cure unauthorised(SQLException e) {
        ServerErrorMessage message = serverMessage(e);
        String routine = message == null ? "" : String.valueOf(message.getRoutine());
        return switch (routine) {
            case "InitializeSessionUserId" -> Cure.ROLE;
            case "ClientAuthentication" -> Cure.ADDRESS;
            default -> unprovided(e);
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
