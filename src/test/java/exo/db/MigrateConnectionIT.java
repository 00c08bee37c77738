package exo.db;

import static java.util.concurrent.CompletableFuture.delayedExecutor;
import static java.util.concurrent.CompletableFuture.supplyAsync;
import static org.assertj.core.api.Assertions.assertThat;

import exo.db.testing.FakeServer;
import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Servers that are not what they should be, or not yet. */
@ExtendWith(PostgresExtension.class)
final class MigrateConnectionIT {
    private static final String AWKWARD = "q'u\"o te@/%\\ü:#?&=";

    @Test
    void refusesAServerThatIsTooOld() throws IOException {
        try (FakeServer server = FakeServer.ofVersion("15.8", 0)) {
            CommandRun run = MigrateStage.migrateTo(server.dsn());

            assertThat(run.code()).as(run.err()).isEqualTo(14);
            assertThat(run.err()).contains("PostgreSQL 16 or newer").contains("15.8");
        }
    }

    @Test
    void refusesAPoolerAndNamesTheCure() throws IOException {
        try (FakeServer server = FakeServer.pooler()) {
            CommandRun run = MigrateStage.migrateTo(server.dsn());

            assertThat(run.code()).as(run.err()).isEqualTo(14);
            assertThat(run.err()).contains("pooler").contains("direct address");
        }
    }

    @Test
    void waitsForAServerThatIsStartingUpAndNotWithoutPatience() throws IOException {
        try (FakeServer server = FakeServer.starting("15.8", 2)) {
            CommandRun impatient = MigrateStage.migrateTo(server.dsn(), "--wait", "0s");
            CommandRun patient = MigrateStage.migrateTo(server.dsn(), "--wait", "20s");

            assertThat(impatient.code()).as(impatient.err()).isEqualTo(10);
            assertThat(patient.code()).as(patient.err()).isEqualTo(14);
        }
    }

    @Test
    void waitsForAPortThatNobodyListensOnYet() throws IOException {
        int port = freePort();
        String dsn = "host=127.0.0.1 port=" + port + " user=exo dbname=exo sslmode=disable";

        CommandRun refused = MigrateStage.migrateTo(dsn, "--wait", "0s");
        CompletableFuture<FakeServer> late =
                supplyAsync(() -> listen(port), delayedExecutor(700, TimeUnit.MILLISECONDS));
        CommandRun patient = MigrateStage.migrateTo(dsn, "--wait", "20s");

        assertThat(refused.code()).as(refused.err()).isEqualTo(10);
        assertThat(patient.code()).as(patient.err()).isEqualTo(14);
        late.join().close();
    }

    @Test
    void takesAnAwkwardPasswordInBothForms(TestDatabase database) throws SQLException {
        String role = database.name() + "_awkward";
        MigrateStage stage = new MigrateStage(database);
        stage.execute("create role " + role + " superuser login password '" + AWKWARD.replace("'", "''") + "'");
        try {
            String keywords = "host=" + database.host() + " port=" + database.port() + " user=" + role + " dbname="
                    + database.name() + " password='"
                    + AWKWARD.replace("\\", "\\\\").replace("'", "\\'") + "'";
            String url = "postgres://" + role + ":"
                    + URLEncoder.encode(AWKWARD, StandardCharsets.UTF_8).replace("+", "%20") + "@" + database.host()
                    + ":" + database.port() + "/" + database.name();

            CommandRun byKeywords = MigrateStage.migrateTo(keywords);
            CommandRun byUrl = MigrateStage.migrateTo(url);
            CommandRun wrong = MigrateStage.migrateTo(url.replace("%27", "x"));

            assertThat(byKeywords.code()).as(byKeywords.err()).isZero();
            assertThat(byUrl.out()).startsWith("nothing to do");
            assertThat(wrong.code()).as(wrong.err()).isEqualTo(16);
            assertThat(wrong.err()).doesNotContain("o te@");
        } finally {
            stage.execute("drop owned by " + role + " cascade; drop role " + role);
        }
    }

    private static FakeServer listen(int port) {
        try {
            return FakeServer.ofVersion("15.8", port);
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
