package exo.db.database.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import exo.db.database.ConnectionFailed;
import exo.db.database.Session;
import exo.db.database.SqlState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Unix-domain sockets against a real server, which lets the operating system say who comes. */
final class UnixSocketIT {
    @TempDir
    private static Path directory;

    private static TlsServer server;

    @BeforeAll
    static void start() throws Exception {
        Instant now = Instant.now();
        TestAuthority authority = TestAuthority.named("Authority", now);
        server = TlsServer.start(
                directory,
                authority.issue(
                        "server", List.of("localhost"), now.minus(1, ChronoUnit.DAYS), now.plus(1, ChronoUnit.DAYS)),
                authority);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void logsInAsWhoTheSystemSaysAndWithoutTls() throws SQLException {
        try (Session session = server.open(dsn("sslmode=verify-full"))) {
            assertThat(TlsServer.seen(session)).isEmpty();
            assertThat(TlsServer.text(session.jdbc(), "select inet_client_addr()"))
                    .isEqualTo("null");
            assertThat(session.server().host()).isEqualTo(directory.toString());
        }
    }

    @Test
    void carriesMoreThanFitsIntoABuffer() throws SQLException {
        try (Session session = server.open(dsn(""))) {
            String large = "ü".repeat(4_000_000);

            assertThat(TlsServer.text(session.jdbc(), "select md5('" + large + "') = md5(repeat('ü', 4000000))"))
                    .isEqualTo("t");
            assertThat(TlsServer.text(session.jdbc(), "select repeat('ü', 4000000)"))
                    .isEqualTo(large);
        }
    }

    @Test
    void asksWhoRunsTheServer() throws Exception {
        String owner =
                Files.getOwner(directory.resolve(".s.PGSQL." + server.port())).getName();

        try (Session session = server.open(dsn("requirepeer=" + owner))) {
            assertThat(session.backend()).isPositive();
        }
        ConnectionFailed failed = catchThrowableOfType(
                ConnectionFailed.class,
                () -> server.open(dsn("requirepeer=nobody-like-this")).close());

        assertThat(failed.id()).isEqualTo("server.peer");
        assertThat(failed.why()).isEqualTo("it runs as " + owner + ", and requirepeer names another");
    }

    @Test
    void cancelsAStatementByAnotherSocket() throws SQLException {
        try (Session session = server.open(dsn(""));
                Statement statement = session.jdbc().createStatement()) {
            statement.setQueryTimeout(1);

            SQLException cancelled =
                    catchThrowableOfType(SQLException.class, () -> statement.execute("select pg_sleep(60)"));

            assertThat(cancelled.getSQLState()).isEqualTo(SqlState.QUERY_CANCELED);
            assertThat(TlsServer.text(session.jdbc(), "select 1")).isEqualTo("1");
        }
    }

    @Test
    void givesUpReadingWhenToldHowLong() throws SQLException {
        Session session = server.open(dsn(""));
        Connection connection = session.jdbc();
        connection.setNetworkTimeout(Runnable::run, 200);

        SQLException failure =
                catchThrowableOfType(SQLException.class, () -> TlsServer.text(connection, "select pg_sleep(60)"));

        assertThat(failure.getCause()).hasMessage("Read timed out");
        assertThat(connection.isClosed()).isTrue();
    }

    @Test
    void wakesAReaderWhoseConnectionIsAborted() throws Exception {
        Connection connection = server.open(dsn("")).jdbc();
        AtomicReference<String> state = new AtomicReference<>("none");
        Thread reader = Thread.ofPlatform()
                .start(() -> state.set(catchThrowableOfType(
                                SQLException.class, () -> TlsServer.text(connection, "select pg_sleep(60)"))
                        .getSQLState()));
        while (!reader.getState().equals(Thread.State.RUNNABLE)) {
            Thread.onSpinWait();
        }

        connection.abort(Runnable::run);

        assertThat(reader.join(Duration.ofSeconds(20))).isTrue();
        assertThat(state.get()).startsWith("08");
    }

    @Test
    void saysThatNobodyListens() {
        ConnectionFailed failed = catchThrowableOfType(
                ConnectionFailed.class, () -> server.open(dsn("port=1")).close());

        assertThat(failed.id()).isEqualTo("server.unreachable");
        assertThat(failed.what()).isEqualTo("cannot connect to " + directory + ":1");
    }

    private static String dsn(String more) {
        return "host=" + directory + " dbname=open " + more;
    }
}
