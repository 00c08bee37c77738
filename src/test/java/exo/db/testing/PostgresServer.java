package exo.db.testing;

import exo.db.database.embedded.EmbeddedLocation;
import exo.db.database.embedded.EmbeddedServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * The server of all tests in this process: {@code EXO_TEST_DSN} if it is set, else a container where a Docker engine
 * answers, else the embedded PostgreSQL.
 */
final class PostgresServer {
    private static final String PREFIX = "exo_test_";

    /** What ended with the test may need a moment to be gone from the server; a leak stays for good. */
    private static final int GRACE_POLLS = 50;

    private static final double GRACE_POLL_SECONDS = 0.02;

    private static final int VALIDITY_SECONDS = 5;

    private static final String LEFT_CONNECTIONS = """
            select format('connection %s of %s (%s), last statement: %s', pid, usename, application_name, query)
            from pg_stat_activity
            where datname = ?
            and backend_type = 'client backend'
            """;

    private static final String LEFT_LOCKS = """
            select format('advisory lock %s/%s of connection %s', l.classid, l.objid, l.pid)
            from pg_locks l
            join pg_database d on d.oid = l.database
            where d.datname = ?
            and l.locktype = 'advisory'
            """;

    private static @Nullable PostgresServer shared;

    private final ServerAddress superuser;
    private Connection connection;
    private final AtomicInteger names = new AtomicInteger();

    private PostgresServer(ServerAddress superuser) throws SQLException {
        this.superuser = superuser;
        this.connection = superuser.connect();
    }

    /** The one server, found or started when it is first asked for. */
    static synchronized PostgresServer shared() {
        PostgresServer server = shared;
        if (server == null) {
            server = find(System.getenv(), Path.of(System.getProperty("user.home")));
            shared = server;
        }
        return server;
    }

    /** One that belongs to a test alone. */
    static PostgresServer of(OwnServer server) throws SQLException {
        return new PostgresServer(ServerAddress.parse(server.dsn()));
    }

    private static PostgresServer find(Map<String, String> environment, Path home) {
        try {
            String dsn = environment.get("EXO_TEST_DSN");
            if (dsn != null) {
                return new PostgresServer(ServerAddress.parse(dsn));
            }
            return new DockerEngine(environment, home).answers() ? container() : embedded();
        } catch (SQLException e) {
            throw new IllegalStateException("the tests' PostgreSQL does not let us in", e);
        }
    }

    private static PostgresServer container() throws SQLException {
        // Testcontainers removes it when this process ends, in whatever way.
        @SuppressWarnings("resource")
        PostgreSQLContainer container = new PostgreSQLContainer("postgres:16-alpine");
        container.start();
        return new PostgresServer(new ServerAddress(
                container.getHost(),
                container.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT),
                container.getUsername(),
                container.getPassword(),
                container.getDatabaseName()));
    }

    private static PostgresServer embedded() throws SQLException {
        EmbeddedServer embedded = EmbeddedServer.open(
                new EmbeddedLocation(
                        Path.of("target", System.getProperty("exo.test.server", "test-server")),
                        Path.of("target", "postgres-binaries"),
                        Map.of("fsync", "off", "full_page_writes", "off")),
                pause -> LockSupport.parkNanos(pause.toNanos()),
                progress -> {});
        Runtime.getRuntime().addShutdownHook(new Thread(embedded::close));
        PostgresServer server = new PostgresServer(new ServerAddress(
                embedded.host(),
                embedded.port(),
                embedded.user(),
                String.valueOf(embedded.password()),
                embedded.database()));
        server.sweep();
        return server;
    }

    ServerAddress superuser() {
        return superuser;
    }

    /** Not used by any other test, of whatever process. */
    String newName() {
        return PREFIX + ProcessHandle.current().pid() + "_" + names.incrementAndGet();
    }

    synchronized void execute(String sql) {
        try (Statement statement = connected().createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** A server may have been restarted since. */
    private Connection connected() throws SQLException {
        if (!connection.isValid(VALIDITY_SECONDS)) {
            connection = superuser.connect();
        }
        return connection;
    }

    /** The connections and locks that a database still has after a moment of grace. */
    List<String> leaks(String database) throws SQLException {
        List<String> leaks = leaksNow(database);
        for (int poll = 0; poll < GRACE_POLLS && !leaks.isEmpty(); poll++) {
            execute("select pg_sleep(" + GRACE_POLL_SECONDS + ")");
            leaks = leaksNow(database);
        }
        return leaks;
    }

    private List<String> leaksNow(String database) throws SQLException {
        List<String> leaks = new ArrayList<>(texts(LEFT_CONNECTIONS, database));
        leaks.addAll(texts(LEFT_LOCKS, database));
        return leaks;
    }

    /** Drops what killed test runs left on a server that only tests of this machine use. */
    private void sweep() throws SQLException {
        for (String database : texts("select datname from pg_database where starts_with(datname, ?)", PREFIX)) {
            if (isAbandoned(database)) {
                execute("drop database " + database + " with (force)");
            }
        }
        for (String role : texts("select rolname from pg_roles where starts_with(rolname, ?)", PREFIX)) {
            if (isAbandoned(role)) {
                execute("drop role " + role);
            }
        }
    }

    private static boolean isAbandoned(String name) {
        long process = Long.parseLong(name.substring(PREFIX.length()).split("_", 2)[0]);
        return process == ProcessHandle.current().pid()
                || ProcessHandle.of(process).isEmpty();
    }

    private synchronized List<String> texts(String query, String argument) throws SQLException {
        try (PreparedStatement statement = connected().prepareStatement(query)) {
            statement.setString(1, argument);
            List<String> texts = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    texts.add(rows.getString(1));
                }
            }
            return texts;
        }
    }
}
