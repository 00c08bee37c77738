package exo.db.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;
import exo.db.testing.OwnServer;
import exo.db.testing.TestSessions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.SQLException;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A connection that ends in the midst of work is worth another try, and the pool makes a new one for it. */
@Timeout(60)
final class BrokenConnectionIT {
    @TempDir
    private static Path directory;

    private static OwnServer server;

    @BeforeAll
    static void start() throws IOException {
        server = OwnServer.make(directory);
        server.start();
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @Test
    void aSessionThatSomebodyTerminatesIsLostAndRetryable() {
        try (Session session = TestSessions.open(server.dsn())) {
            ExoException lost = failure(session, "select pg_terminate_backend(pg_backend_pid())");

            assertThat(lost.exitStatus()).isEqualTo(ExitStatus.UNREACHABLE);
            assertThat(lost.id()).isEqualTo("connection.lost");
            assertThat(lost.why()).isEqualTo("terminating connection due to administrator command");
            assertThat(failure(session, "select 1").exitStatus()).isEqualTo(ExitStatus.UNREACHABLE);
        }
    }

    @Test
    void aSessionThatWasEndedSinceThisProcessStoodStillIsLostAndRetryable() throws SQLException {
        try (Session session = TestSessions.open(server.dsn())) {
            session.sql().execute("set idle_in_transaction_session_timeout = '10ms'");
            session.sql().execute("begin");
            server.execute("""
                    do $$ begin
                        while exists (select from pg_stat_activity where state = 'idle in transaction') loop
                            perform pg_sleep(0.01), pg_stat_clear_snapshot();
                        end loop;
                    end $$""");

            ExoException lost = failure(session, "select 1");

            assertThat(lost.exitStatus()).isEqualTo(ExitStatus.UNREACHABLE);
            assertThat(lost.sqlState()).isEqualTo("25P03");
        }
    }

    @Test
    void aPoolOutlivesARestartOfItsServer() throws IOException {
        try (SessionPool pool = pool(server.dsn())) {
            work(pool);
            server.kill();

            ExoException lost = catchThrowableOfType(ExoException.class, () -> work(pool));
            ExoException absent = catchThrowableOfType(ExoException.class, () -> work(pool));
            server.start();

            assertThat(lost.exitStatus()).isEqualTo(ExitStatus.UNREACHABLE);
            assertThat(absent.exitStatus()).isEqualTo(ExitStatus.UNREACHABLE);
            assertThat(absent.id()).isEqualTo("server.unreachable");
            assertThatCode(() -> work(pool)).doesNotThrowAnyException();
        }
    }

    @Test
    void aPoolDoesNotWaitForAServerThatKeepsSilent() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                SessionPool pool =
                        pool("host=127.0.0.1 port=" + silent.getLocalPort() + " user=exo dbname=exo sslmode=disable")) {
            ConnectionFailed absent = catchThrowableOfType(ConnectionFailed.class, pool::open);

            assertThat(absent.exitStatus()).isEqualTo(ExitStatus.UNREACHABLE);
            assertThat(absent.told())
                    .isEqualTo("cannot connect to postgres://exo@127.0.0.1:" + silent.getLocalPort()
                            + "/exo: it did not answer in time");
        }
    }

    private static void work(SessionPool pool) {
        try (Session session = pool.open()) {
            session.sql().execute("select 1");
        } catch (DataAccessException e) {
            throw ServerFailures.of(e, "work");
        }
    }

    private static SessionPool pool(String dsn) {
        return new Database(TestSessions.timing(), progress -> {}, waiting -> {}).pool(TestSessions.settings(dsn), 1);
    }

    private static ExoException failure(Session session, String sql) {
        DataAccessException broken = catchThrowableOfType(
                DataAccessException.class, () -> session.sql().execute(sql));
        return ServerFailures.of(broken, "work");
    }
}
