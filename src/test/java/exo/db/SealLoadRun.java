package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.WriteLoad.Account;
import exo.db.WriteLoad.Writer;
import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Seals a large table: rows a second beside the floor, plain updates of as many bytes. Then how long others wait
 * meanwhile, and how fast every value is opened. It takes minutes, and its figures are the machine's:
 * {@code scripts/bench/run seal} starts it and nothing else does.
 */
@ExtendWith(PostgresExtension.class)
final class SealLoadRun {
    private static final int ROWS = Integer.getInteger("exo.load.rows", 1_000_000);
    private static final int WRITES_PER_SECOND = Integer.getInteger("exo.load.rate", 300);
    private static final int RUNS = Integer.getInteger("exo.load.runs", 3);

    private static final Map<String, String> SMALL = Map.of("EXO_JAVA_OPTS", "-Xmx128m");

    private static final String SEALING = "`bootstrap-keyring seal`";
    private static final String WAITS = "Waits of " + WRITES_PER_SECOND + " writes a second of either kind, `seal`";

    /** What a batch of sealing comes to. */
    private static final int BATCH = Integer.getInteger("exo.load.batch", 1_000);

    /** 220 bytes sealed: prefix of 14, and base64 of nonce, text and tag. */
    private static final int SEALED_LENGTH = 14 + (220 + 24 + 16) * 4 / 3 + 1;

    private static final String KEY = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    private static final List<Writer> WRITERS = List.of(
            new Writer(
                    "insert",
                    number -> "insert into tool_statuses (deployment_id, namespace, name, type, status)"
                            + " select id, 'new', 'tool-" + number + "', 'shell', null from deployments",
                    ""),
            new Writer(
                    "update",
                    number -> "update tool_statuses set observed_at = now() where deployment_id ="
                            + " (select id from deployments) and namespace = 'ns' and name = 'tool-"
                            + (1 + number * 7919 % ROWS) + "'",
                    ""));

    private static final long TIME_ALONE = 15_000;

    /** What a batch takes at most, in milliseconds, where others are at work. */
    private static final double BATCH_BESIDE_OTHERS = 10;

    private final TestDatabase plain;

    SealLoadRun(TestDatabase database) throws SQLException {
        plain = database;
        new MigrateStage(database).migrate();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("insert into tenants (name, slug) values ('one', 'one')");
            statement.execute("insert into deployments (tenant_id, name) select id, 'one' from tenants");
            statement.execute("insert into tool_statuses (deployment_id, namespace, name, type, status)"
                    + " select d.id, 'ns', 'tool-' || n, 'shell', rpad('{\"n\":' || n || ',\"x\":\"', 218, md5(n::text)) || '\"}'"
                    + " from deployments d, generate_series(1, " + ROWS + ") n");
            statement.execute("vacuum analyze tool_statuses");
            statement.execute("checkpoint");
        }
    }

    @Test
    void measures() throws SQLException, IOException {
        List<Double> floors = new ArrayList<>();
        List<Double> sealings = new ArrayList<>();
        List<Double> checks = new ArrayList<>();
        List<Double> backups = new ArrayList<>();
        for (int run = 0; run < RUNS; run++) {
            TestDatabase copy = plain.copy();
            floors.add(floor(copy));
            copy.discard();
            TestDatabase sealed = plain.copy();
            sealings.add(rate(sealed, Map.of(), "bootstrap-keyring", "seal", "--yes"));
            checks.add(rate(sealed, SMALL, "bootstrap-keyring", "verify", "--full"));
            backups.add(rate(sealed, SMALL, "backup-check", "--full"));
            sealed.discard();
        }
        LoadFigures.tell(SEALING, "rows/s", "exo-db-cli, whole process", sealings);
        LoadFigures.tell(SEALING, "rows/s", "plain update in batches of " + BATCH, floors);
        LoadFigures.tell("`bootstrap-keyring verify --full`, 128 MiB of heap", "values/s", "exo-db-cli", checks);
        LoadFigures.tell("`backup-check --full`, 128 MiB of heap", "values/s", "exo-db-cli", backups);
        waits();
    }

    private void waits() throws SQLException, IOException {
        TestDatabase copy = plain.copy();
        SharedCores.busySinceLastAsked();
        List<Account> alone = beside(copy, SealLoadRun::rest);
        double withoutUs = SharedCores.busySinceLastAsked();
        List<Account> sealing = beside(copy, () -> {
            double rate = rate(copy, Map.of(), "bootstrap-keyring", "seal", "--yes");
            LoadFigures.tell(SEALING, "rows/s", "exo-db-cli, beside writers", List.of(rate));
        });
        SharedCores control = SharedCores.taking(SharedCores.busySinceLastAsked() - withoutUs, BATCH_BESIDE_OTHERS);
        List<Account> computing = beside(copy, () -> control.computeFor(TIME_ALONE));
        alone.forEach(account -> LoadFigures.tellWaits(WAITS, "alone", account));
        computing.forEach(account -> LoadFigures.tellWaits(WAITS, control.toString(), account));
        sealing.forEach(account -> LoadFigures.tellWaits(WAITS, "while it is sealed", account));
        copy.discard();
    }

    /** Something that is done while others write. */
    @FunctionalInterface
    private interface Work {
        void run() throws SQLException, IOException;
    }

    /** How the writers fare beside it; each time they insert the same rows again. */
    private static List<Account> beside(TestDatabase copy, Work work) throws SQLException, IOException {
        copy.execute("delete from tool_statuses where namespace = 'new'");
        WriteLoad load = WriteLoad.start(copy, WRITES_PER_SECOND, WRITERS);
        work.run();
        List<Account> accounts = load.stop();
        assertThat(accounts).allMatch(account -> account.failures().isEmpty());
        return accounts;
    }

    private static void rest() {
        try {
            Thread.sleep(TIME_ALONE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static double rate(TestDatabase database, Map<String, String> options, String... line) throws IOException {
        Map<String, String> environment = new java.util.HashMap<>(options);
        environment.put("EXO_DATABASE_DSN", database.dsn());
        environment.put("EXO_ENCRYPTION_KEY", KEY);
        long start = System.nanoTime();
        int code =
                CommandProcess.startProgram(environment, line).onExit().join().exitValue();
        // 5: the key was never proved, and the server keeps no log to restore from.
        assertThat(code).as(String.join(" ", line)).isIn(0, 5, 15);
        return ROWS / ((System.nanoTime() - start) / 1e9);
    }

    /** One session that does nothing but update, row after row as they lie, as many at a time. */
    private static double floor(TestDatabase database) throws SQLException {
        String text = "x".repeat(SEALED_LENGTH);
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                PreparedStatement update = connection.prepareStatement(
                        "update tool_statuses t set status = v.status from unnest(?::uuid[], ?::text[]) v (id, status)"
                                + " where t.id = v.id")) {
            List<String> ids = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery("select id::text from tool_statuses order by ctid")) {
                while (rows.next()) {
                    ids.add(rows.getString(1));
                }
            }
            Object[] texts = new Object[BATCH];
            Arrays.fill(texts, text);
            long start = System.nanoTime();
            for (int from = 0; from < ids.size(); from += BATCH) {
                List<String> batch = ids.subList(from, Math.min(ids.size(), from + BATCH));
                update.setArray(1, connection.createArrayOf("uuid", batch.toArray()));
                update.setArray(2, connection.createArrayOf("text", Arrays.copyOf(texts, batch.size())));
                update.executeUpdate();
            }
            return ROWS / ((System.nanoTime() - start) / 1e9);
        }
    }
}
