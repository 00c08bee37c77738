package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Sealing as a process of its own: killed at any moment, and short of memory. {@code scripts/faults/run} kills more.
 */
@ExtendWith(PostgresExtension.class)
final class SealFaultsIT {
    private static final int KILLS = 4;
    private static final String KEY = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    private final TestDatabase database;

    SealFaultsIT(TestDatabase database) throws SQLException {
        this.database = database;
        new MigrateStage(database).migrate();
        execute("insert into tenants (name, slug) values ('one', 'one')");
    }

    @Test
    void afterAKillEveryValueCanBeReadAndTheNextRunSealsTheRest() throws Exception {
        FaultTrials trials = new FaultTrials(database.another(), new SealStep());
        Random random = new Random(5);
        Duration whole = trials.duration(CommandClient.PROCESS);
        List<Trial> done = new ArrayList<>();

        for (int kill = 0; kill < KILLS; kill++) {
            // The second half: before, Java starts.
            Duration moment = whole.dividedBy(2).plusMillis(random.nextLong(whole.toMillis() / 2));
            done.add(trials.suffer(Hardship.KILLED_AT_ANY_MOMENT, CommandClient.PROCESS, moment));
        }

        assertThat(done).allMatch(Trial::converged);
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

    private void execute(String statement) throws SQLException {
        try (Connection connection = database.connect();
                Statement jdbc = connection.createStatement()) {
            jdbc.execute(statement);
        }
    }
}
