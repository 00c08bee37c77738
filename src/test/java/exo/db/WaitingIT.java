package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.testing.OwnServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is waited for, and what ends at once since waiting cannot help. */
@Timeout(60)
final class WaitingIT {
    private static final int CONNECTIONS = 4;

    @TempDir
    private static Path original;

    private static OwnServer template;

    private final OwnServer server;

    WaitingIT(@TempDir Path directory) throws IOException {
        this.server = template.copy(directory);
    }

    @BeforeAll
    static void make() throws IOException {
        template = OwnServer.make(original);
        template.set("max_connections = " + CONNECTIONS);
        template.set("superuser_reserved_connections = 0");
        template.set("max_wal_senders = 0");
        template.admitFirst("host all careful 127.0.0.1/32 scram-sha-256");
        template.admitFirst("host all stranger 127.0.0.1/32 reject");
    }

    @AfterEach
    void end() throws IOException {
        server.close();
    }

    @Test
    void aServerThatIsStartedMeanwhileIsWaitedForWithoutBeingAskedTo() throws IOException {
        CompletableFuture<CommandRun> migrate = MigrateStage.migratingTo(server.dsn());

        server.start();

        assertThat(migrate.join().code()).as(migrate.join().err()).isZero();
    }

    @Test
    void aServerThatIsNotThereIsToldAtOnceWhenNobodyWantsToWait() {
        CommandRun run = MigrateStage.migrateTo(server.dsn(), "--wait", "0s");

        assertThat(run.code()).isEqualTo(10);
        assertThat(run.err()).isEqualTo("""
                exo-db-cli migrate: cannot connect to 127.0.0.1:%d
                  why:  Connection refused
                  next: check host and port in the connection string, and that the server runs; --wait 60s waits for it
                """.formatted(server.port()));
    }

    @Test
    void aWaitSaysWhatForAndHowLongYetAndEndsInTime() {
        CommandRun run = MigrateStage.migrateTo(server.dsn(), "--wait", "1s");

        assertThat(run.code()).isEqualTo(10);
        assertThat(run.err())
                .startsWith("migrate: waiting for the database, 0 s left: cannot connect to 127.0.0.1:" + server.port()
                        + ": Connection refused\nexo-db-cli migrate: cannot connect");
    }

    @Test
    void aServerThatRecoversIsWaitedFor() throws IOException {
        // Without hot standby it answers as one that is still starting up, for as long as it is one.
        server.set("hot_standby = off");
        server.followNobody();
        server.startInBackground();

        CommandRun impatient = MigrateStage.migrateTo(server.dsn(), "--wait", "2s", "--output", "json");
        CompletableFuture<CommandRun> patient = MigrateStage.migratingTo(server.dsn());
        server.promote();

        assertThat(impatient.code()).isEqualTo(10);
        assertThat(impatient.err())
                .contains("\"id\":\"server.starting\"", "\"sqlstate\":\"57P03\"", "\"retryable\":true");
        assertThat(patient.join().code()).as(patient.join().err()).isZero();
    }

    @Test
    void aServerThatShutsDownAndComesBackIsWaitedFor() throws IOException, SQLException {
        server.start();
        Connection last = server.connect();
        server.beginToStop();

        CommandRun impatient = MigrateStage.migrateTo(server.dsn(), "--wait", "0s");
        CompletableFuture<CommandRun> migrate = MigrateStage.migratingTo(server.dsn());
        last.close();
        server.awaitEnd();
        server.start();

        assertThat(impatient.code()).as(impatient.err()).isEqualTo(10);
        assertThat(impatient.err()).contains("the database system is shutting down");
        assertThat(migrate.join().code()).as(migrate.join().err()).isZero();
    }

    @Test
    void aServerWithoutAFreeConnectionIsWaitedFor() throws IOException, SQLException {
        server.start();
        List<Connection> all = new ArrayList<>();
        for (int connection = 0; connection < CONNECTIONS; connection++) {
            all.add(server.connect());
        }

        CommandRun impatient = MigrateStage.migrateTo(server.dsn(), "--wait", "0s", "--output", "json");
        CompletableFuture<CommandRun> patient = MigrateStage.migratingTo(server.dsn());
        for (Connection connection : all) {
            connection.close();
        }

        assertThat(impatient.code()).isEqualTo(10);
        assertThat(impatient.err()).contains("\"id\":\"server.full\"", "\"sqlstate\":\"53300\"", "\"retryable\":true");
        assertThat(patient.join().code()).as(patient.join().err()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "migrate --wait 1s, sslmode=disable",
        "migrate --wait 1s, sslmode=prefer",
        "migrate --wait 0s, sslmode=disable connect_timeout=2",
        "dsn --test --wait 1s, sslmode=disable"
    })
    void aServerThatKeepsSilentIsGivenUp(String command, String settings) throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String dsn = "host=127.0.0.1 port=" + silent.getLocalPort() + " user=exo dbname=exo " + settings;

            // The limit is the test's own: nothing else ends a read of what never comes.
            CommandRun run = CompletableFuture.supplyAsync(() -> CommandRun.of(
                            Map.of("EXO_DATABASE_DSN", dsn, "EXO_ENCRYPTION_KEY", "0".repeat(63) + "1"),
                            command.split(" ")))
                    .orTimeout(30, TimeUnit.SECONDS)
                    .join();

            assertThat(run.code()).isEqualTo(10);
            assertThat(run.err()).contains("did not answer in time");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            user=careful password=wrong | login.refused     | correct the password in the connection string
            user=careful                | login.refused     | correct the password in the connection string
            user=nobody                 | role.refused      | create role
            user=stranger               | login.not-allowed | add a line for this user, database and address to pg_hba.conf
            dbname=nowhere              | database.missing  | create database
            dbname=closed user=plain    | database.forbidden| grant connect on database
            """)
    void whatWaitingCannotHelpEndsAtOnceWithItsCure(String wrong, String id, String cure)
            throws IOException, SQLException {
        server.start();
        server.execute(
                "create role careful login password 'right'; create role plain login; create role stranger login");
        server.execute("create database closed");
        server.execute("revoke connect on database closed from public");

        CommandRun run = MigrateStage.migrateTo(server.dsn() + " " + wrong, "--wait", "60s", "--output", "json");

        assertThat(run.code()).as(run.err()).isEqualTo(16);
        assertThat(run.err()).contains("\"id\":\"" + id + "\"", cure, "\"retryable\":false");
    }

    @Test
    void aServerThatRefusesTheLoginEndsTheSearchAndThoseBeforeItAreTold() throws IOException {
        server.start();

        CommandRun run = MigrateStage.migrateTo(
                "host=127.0.0.1,127.0.0.1,nowhere.invalid port=1," + server.port() + ",1 user=nobody dbname=postgres");

        assertThat(run.code()).isEqualTo(16);
        assertThat(run.err())
                .contains("cannot connect to 127.0.0.1:1: Connection refused", "role \"nobody\" does not exist")
                .doesNotContain("nowhere");
    }

    @ParameterizedTest
    @CsvSource({"TERM,143", "INT,130"})
    void aSignalEndsTheWait(String signal, int code) throws IOException, InterruptedException {
        Process migrate = ProgramProcess.start(server.dsn(), "migrate");
        ProgramProcess.awaitLine(migrate, "waiting for the database");

        ProgramProcess.signal(migrate, signal);

        assertThat(migrate.waitFor()).isEqualTo(code);
    }
}
