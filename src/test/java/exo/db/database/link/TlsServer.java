package exo.db.database.link;

import exo.db.database.ConnectionSettings;
import exo.db.database.ConnectionTarget;
import exo.db.database.ConnectionTest;
import exo.db.database.Database;
import exo.db.database.Session;
import exo.db.database.Waiting;
import exo.db.database.embedded.EmbeddedLocation;
import exo.db.database.embedded.EmbeddedServer;
import exo.db.dsn.ConnectionSettingsResolver;
import exo.db.dsn.ConnectionString;
import exo.db.dsn.LocalConnectionFiles;
import exo.db.dsn.LocalUser;
import exo.db.testing.TestSessions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** A PostgreSQL with TLS, a Unix-domain socket and several ways to log in, of which each belongs to one database. */
final class TlsServer implements AutoCloseable {
    private static final String WAYS_IN = """
            local all      all peer map=anybody
            host    open     all all trust
            hostssl tls      all all trust
            host    tls      all all reject
            hostnossl plain  all all trust
            host    plain    all all reject
            hostssl cert     all all cert
            hostssl optional all all trust clientcert=verify-ca
            hostssl mixed    all all scram-sha-256
            host    all      all all scram-sha-256
            """;

    private final Path directory;
    private final EmbeddedServer server;

    private TlsServer(Path directory, EmbeddedServer server) {
        this.directory = directory;
        this.server = server;
    }

    /** Starts with a certificate; clients' ones must come from the authority. */
    static TlsServer start(Path directory, TestAuthority.Issued certificate, TestAuthority authority)
            throws IOException, SQLException {
        Files.writeString(directory.resolve("hba.conf"), WAYS_IN);
        Files.writeString(directory.resolve("ident.conf"), "anybody /^.*$ postgres\n");
        Files.writeString(directory.resolve("clients.crt"), authority.pem());
        put(directory, certificate);
        EmbeddedServer server = EmbeddedServer.open(
                new EmbeddedLocation(
                        directory.resolve("server"),
                        Path.of("target", "postgres-binaries"),
                        Map.of(
                                "ssl", "on",
                                "ssl_cert_file", directory.resolve("server.crt").toString(),
                                "ssl_key_file", directory.resolve("server.key").toString(),
                                "ssl_ca_file", directory.resolve("clients.crt").toString(),
                                "hba_file", directory.resolve("hba.conf").toString(),
                                "ident_file", directory.resolve("ident.conf").toString(),
                                "unix_socket_directories", directory.toString(),
                                "fsync", "off")),
                pause -> LockSupport.parkNanos(pause.toNanos()),
                progress -> {});
        TlsServer started = new TlsServer(directory, server);
        try (Connection connection = started.superuser()) {
            for (String database : List.of("open", "tls", "plain", "cert", "optional", "mixed")) {
                execute(connection, "create database " + database);
            }
        }
        return started;
    }

    /** Shows another certificate to all who come from now on. */
    void show(TestAuthority.Issued certificate) throws IOException, SQLException {
        put(directory, certificate);
        String before = loaded();
        try (Connection connection = superuser()) {
            execute(connection, "select pg_reload_conf()");
        }
        while (loaded().equals(before)) {
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    /** When the configuration was read that a new session starts with, and the certificate with it. */
    private String loaded() throws SQLException {
        try (Connection connection = superuser()) {
            return text(connection, "select pg_conf_load_time()");
        }
    }

    private static void put(Path directory, TestAuthority.Issued certificate) throws IOException {
        Files.writeString(directory.resolve("server.crt"), certificate.pem());
        Path key = directory.resolve("server.key");
        Files.deleteIfExists(key);
        Files.createFile(key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(key, certificate.keyPem());
    }

    String password() {
        return String.valueOf(server.password());
    }

    int port() {
        return server.port();
    }

    /** Opens a session as the product does, without anything that lies in the home of whoever runs the test. */
    Session open(String dsn) {
        return open(dsn, Map.of());
    }

    /** Opens a session as the product does. */
    Session open(String dsn, Map<String, String> variables) {
        return new Database(TestSessions.timing(), progress -> {}, waiting -> {})
                .open(settings(dsn, variables, Duration.ZERO));
    }

    /** Tries it as {@code dsn --test} does, ready to wait for what waiting can help. */
    ConnectionTest test(String dsn, Consumer<Waiting> audience) {
        return new Database(TestSessions.timing(), progress -> {}, audience)
                .test(settings(dsn, Map.of(), Duration.ofSeconds(60)));
    }

    private ConnectionSettings settings(String dsn, Map<String, String> variables, Duration patience) {
        String whole = "user=postgres port=" + port() + " " + dsn;
        ConnectionSettingsResolver resolver = new ConnectionSettingsResolver(
                variables, new LocalConnectionFiles(), new LocalUser("nobody", directory.resolve("home")));
        ConnectionTarget target = new ConnectionTarget.Server(resolver.resolve(ConnectionString.parse(whole)));
        return new ConnectionSettings(target, null, "exo-db-cli/test", patience);
    }

    /** What the server says of the session: the version of TLS and who the client is, or nothing of both. */
    static String seen(Session session) throws SQLException {
        return text(
                session.jdbc(),
                "select concat_ws(' ', version, client_dn) from pg_stat_ssl where pid = pg_backend_pid()");
    }

    @Override
    public void close() {
        server.close();
    }

    private Connection superuser() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://" + server.host() + ":" + server.port() + "/postgres",
                "postgres",
                String.valueOf(server.password()));
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    static String text(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }
}
