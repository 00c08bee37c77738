package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.crypto.Cell;
import exo.db.crypto.EnvelopeOpener;
import exo.db.crypto.Keyring;
import exo.db.crypto.Opened;
import exo.db.crypto.RootKey;
import exo.db.database.Session;
import exo.db.keyring.KeyringReader;
import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import exo.db.testing.TestKeys;
import exo.db.testing.TestSessions;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.jooq.Record;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Sealing as a process of its own: killed at any moment, and short of memory. {@code scripts/faults/seal} kills more.
 */
@ExtendWith(PostgresExtension.class)
final class SealFaultsIT {
    private static final int KILLS = Integer.getInteger("exo.faults.kills", 4);
    private static final int ROWS = 5_000;
    private static final String KEY = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    private final TestDatabase database;

    SealFaultsIT(TestDatabase database) throws SQLException {
        this.database = database;
        new MigrateStage(database).migrate();
        execute("insert into tenants (name, slug) values ('one', 'one')");
    }

    @Test
    void afterAKillEveryValueCanBeReadAndTheNextRunSealsTheRest() throws Exception {
        execute("insert into log_sinks (tenant_id, name, kind, config, enabled)"
                + " select t.id, n::text, 'syslog', 'clear ' || n, true from tenants t, generate_series(1, " + ROWS
                + ") n");
        Random random = new Random(5);
        long start = System.nanoTime();
        TestDatabase undisturbed = database.copy();
        assertThat(seal(undisturbed, Map.of()).onExit().join().exitValue()).isZero();
        Duration whole = Duration.ofNanos(System.nanoTime() - start);
        undisturbed.discard();

        for (int kill = 0; kill < KILLS; kill++) {
            TestDatabase copy = database.copy();
            Process process = seal(copy, Map.of());
            // The second half: before, Java starts.
            Thread.sleep(whole.toMillis() / 2 + random.nextLong(whole.toMillis() / 2));
            process.destroyForcibly().onExit().join();

            assertThat(readable(copy)).isEqualTo(ROWS);
            assertThat(seal(copy, Map.of()).onExit().join().exitValue()).isZero();
            assertThat(sealed(copy)).isEqualTo(ROWS);
            copy.discard();
        }
    }

    @Test
    void longValuesNeedNoMoreMemoryThanShortOnes() throws Exception {
        execute("insert into deployments (tenant_id, name) select id, 'one' from tenants");
        execute(
                "insert into context_summaries (deployment_id, agent_namespace, agent_name, summary)"
                        + " select d.id, 'a', n::text, repeat(md5(n::text), 3200) from deployments d, generate_series(1, 3000) n");
        Map<String, String> little = Map.of("JAVA_TOOL_OPTIONS", "-Xmx128m");

        assertThat(seal(database, little).onExit().join().exitValue()).isZero();
        Process verify = CommandProcess.start(
                environment(database, little), "bootstrap-keyring", "verify", "--full", "--output", "json");

        assertThat(verify.onExit().join().exitValue()).isZero();
    }

    private static Process seal(TestDatabase database, Map<String, String> more) throws IOException {
        return CommandProcess.start(environment(database, more), "bootstrap-keyring", "seal", "--yes");
    }

    private static Map<String, String> environment(TestDatabase database, Map<String, String> more) {
        Map<String, String> environment = new java.util.HashMap<>(more);
        environment.put("EXO_DATABASE_DSN", database.dsn());
        environment.put("EXO_ENCRYPTION_KEY", KEY);
        return environment;
    }

    /** How many rows hold what they held at first, sealed or not. */
    private static long readable(TestDatabase database) {
        return count(database, Opened.Unsealed.class) + sealed(database);
    }

    private static long sealed(TestDatabase database) {
        return count(database, Opened.Plaintext.class);
    }

    private static long count(TestDatabase database, Class<? extends Opened> kind) {
        try (Session session = TestSessions.open(database);
                RootKey key = TestKeys.rootKey();
                Keyring keyring = Keyring.open(KeyringReader.entries(session), key);
                EnvelopeOpener opener = new EnvelopeOpener(keyring)) {
            long count = 0;
            for (Record row : session.sql().fetch("select id::text, name, config from log_sinks")) {
                String text = row.get(2, String.class);
                Opened opened = opener.open(new Cell("log_sinks", "config", row.get(0, String.class)), text);
                String read = opened instanceof Opened.Plaintext plaintext ? plaintext.text() : text;
                if (kind.isInstance(opened) && read.equals("clear " + row.get(1, String.class))) {
                    count++;
                }
            }
            return count;
        }
    }

    private void execute(String statement) throws SQLException {
        try (Connection connection = database.connect();
                Statement jdbc = connection.createStatement()) {
            jdbc.execute(statement);
        }
    }
}
