package exo.db.testing;

import exo.db.database.embedded.TestPrograms;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;

/**
 * A PostgreSQL 16 that belongs to one test alone, to be stopped, started and killed; everybody may log in.
 *
 * <p>Its port stays the same over a restart. Closing it leaves no process behind.
 */
public final class OwnServer implements AutoCloseable {
    private final Path directory;
    private final int port;

    private OwnServer(Path directory, int port) {
        this.directory = directory;
        this.port = port;
    }

    /** A server that has never run, in a directory that is to be empty. */
    public static OwnServer make(Path directory) throws IOException {
        OwnServer server = new OwnServer(directory, freePort());
        Path data = server.data();
        TestPrograms.run(
                directory,
                "initdb",
                List.of(
                        "--pgdata=" + data,
                        "--username=postgres",
                        "--auth=trust",
                        "--encoding=UTF8",
                        "--no-locale",
                        "--no-sync"));
        server.set("listen_addresses = '127.0.0.1'");
        server.set("unix_socket_directories = ''");
        server.set("fsync = off");
        server.set("port = " + server.port);
        return server;
    }

    /** The same server a second time, in a directory that is to be empty; to be made while this one does not run. */
    public OwnServer copy(Path other) throws IOException {
        OwnServer copy = new OwnServer(other, freePort());
        copy(data(), copy.data());
        copy.set("port = " + copy.port);
        return copy;
    }

    /** A standby of this server, in a directory that is to be empty; to be made before this one has run. */
    public OwnServer standby(Path other) throws IOException {
        OwnServer standby = copy(other);
        standby.set("primary_conninfo = 'host=127.0.0.1 port=" + port + " user=postgres'");
        Files.createFile(standby.data().resolve("standby.signal"));
        return standby;
    }

    /** Has it be a standby from the next start on, one that hears of nothing new. */
    public void followNobody() throws IOException {
        Files.createFile(data().resolve("standby.signal"));
    }

    /** Has a line of its configuration apply from the next start on. */
    public void set(String line) throws IOException {
        append("postgresql.conf", line);
    }

    /** Has this line of pg_hba.conf count before all others, from the next start on. */
    public void admitFirst(String line) throws IOException {
        Path file = data().resolve("pg_hba.conf");
        Files.writeString(file, line + "\n" + Files.readString(file));
    }

    /** Returns when it takes connections. */
    public void start() throws IOException {
        control("start", "--wait", "--log=" + directory.resolve("server.log"));
    }

    /** Returns before it takes connections. */
    public void startInBackground() throws IOException {
        control("start", "--no-wait", "--log=" + directory.resolve("server.log"));
    }

    /** Ends every session and then the server. */
    public void stop() throws IOException {
        control("stop", "--wait", "--mode=fast");
    }

    /** Begins to shut down, and goes on until the last session has ended by itself. */
    public void beginToStop() throws IOException {
        control("stop", "--no-wait", "--mode=smart");
    }

    /** Returns when it has ended; it may have by now. */
    public void awaitEnd() {
        while (isRunning()) {
            Thread.onSpinWait();
        }
    }

    /** Whether it has begun to run and has not ended since. */
    public boolean isRunning() {
        return Files.exists(data().resolve("postmaster.pid"));
    }

    /** Ends it as a crash would. */
    public void kill() throws IOException {
        control("stop", "--wait", "--mode=immediate");
    }

    /** Makes a standby the primary. */
    public void promote() throws IOException {
        control("promote", "--wait");
    }

    public int port() {
        return port;
    }

    /** The connection string, in keywords. */
    public String dsn() {
        return "host=127.0.0.1 port=" + port + " user=postgres dbname=postgres";
    }

    /** A new connection, for the test to close. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/postgres", "postgres", "");
    }

    /** Runs statements. */
    public void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The first column of the first row, as text. */
    public String value(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }

    @Override
    public void close() throws IOException {
        if (isRunning()) {
            kill();
        }
    }

    private void control(String action, String... options) throws IOException {
        List<String> arguments = Stream.concat(Stream.of(action, "--pgdata=" + data()), Stream.of(options))
                .toList();
        TestPrograms.run(directory, "pg_ctl", arguments);
    }

    private Path data() {
        return directory.resolve("data");
    }

    private void append(String file, String line) throws IOException {
        Files.writeString(data().resolve(file), line + "\n", StandardOpenOption.APPEND);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            files.forEach(file -> copyOne(file, to.resolve(from.relativize(file))));
        }
    }

    private static void copyOne(Path file, Path copy) {
        try {
            Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
