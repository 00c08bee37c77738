package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.testing.CatalogListing;
import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is wrong about the key or the keyring is said before anything is written, whichever command needs it. */
@ExtendWith(PostgresExtension.class)
final class WrongKeyIT {
    private static final String OTHER_KEY = "ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221101";

    /** By the server's own account; the statistics of a connection are complete when it has ended. */
    private static final String WRITES = """
            select sum(n_tup_ins + n_tup_upd + n_tup_del) || ' ' ||
                (select string_agg(xmin::text, ' ' order by kid) from encryption_keys)
            from pg_stat_user_tables""";

    private static final String OTHERS = """
            select count(*) from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'""";

    private final TestDatabase database;
    private final MigrateStage stage;

    @TempDir
    private Path directory;

    WrongKeyIT(TestDatabase database) {
        this.database = database;
        this.stage = new MigrateStage(database);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "migrate",
                "bootstrap-keyring",
                "bootstrap-keyring status",
                "bootstrap-keyring rotate --yes",
                "bootstrap-keyring rewrap --yes",
                "bootstrap-keyring rewrap --finish --yes",
                "bootstrap-keyring rewrap --abort --yes",
                "backup-check",
                "serve-maintenance --once"
            })
    void writesNothing(String line) throws SQLException {
        stage.migrate();
        String before = writes();
        List<String> catalog = CatalogListing.of(database);

        CommandRun run = run(Map.of("EXO_ENCRYPTION_KEY", OTHER_KEY), line);

        assertThat(run.code()).as(run.err()).isEqualTo(12);
        assertThat(run.err()).contains("the encryption key is not the one of this database");
        assertThat(writes()).isEqualTo(before);
        assertThat(CatalogListing.of(database)).isEqualTo(catalog);
    }

    @Test
    void aCopyOfAnotherKeyIsTurnedDownByItsFingerprintAndNothingIsWritten() throws SQLException, IOException {
        stage.migrate();
        String before = writes();
        Path copy = Files.createFile(
                directory.resolve("copy"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(copy, OTHER_KEY);

        CommandRun run = run(Map.of(), "bootstrap-keyring escrow-check --key-file " + copy);

        assertThat(run.code()).isEqualTo(12);
        assertThat(run.err())
                .containsPattern("its fingerprint is [0-9a-f]{16}, the keyring was made with [0-9a-f]{16}");
        assertThat(run.err()).doesNotContain(OTHER_KEY);
        assertThat(writes()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({
        "key.missing, '', ''",
        "key.malformed, 'too short', ''",
        "key.wrong, '" + OTHER_KEY + "', ''",
        "keyring.missing, '" + MigrateStage.KEY + "', 'delete from encryption_keys'",
        "keyring.damaged, '" + MigrateStage.KEY
                + "', 'update encryption_keys set wrapped_key = wrapped_key || ''\\x00'''",
        "canary.bad, '" + MigrateStage.KEY + "', 'update encryption_keys set canary = reverse(canary)'"
    })
    void sixThingsThatCanBeWrongHaveSixNames(String id, String key, String damage) throws SQLException {
        stage.migrate();
        if (!damage.isEmpty()) {
            stage.execute(damage);
        }

        for (String line : List.of("backup-check", "bootstrap-keyring rotate --yes", "serve-maintenance --once")) {
            CommandRun run = run(key.isEmpty() ? Map.of() : Map.of("EXO_ENCRYPTION_KEY", key), line + " --output json");

            assertThat(run.code()).as(line).isEqualTo(12);
            assertThat(run.err()).as(line).contains("\"id\":\"" + id + "\"");
        }
    }

    @Test
    void ofReplicasThatRaceWithTwoKeysThoseOfOneKeyAllStartAndTheOthersNever() throws Exception {
        CommandRun withoutKeyring = run(Map.of("EXO_ENCRYPTION_KEY", MigrateStage.KEY), "migrate");
        stage.execute("delete from encryption_keys");

        List<Future<CommandRun>> runs;
        try (ExecutorService replicas = Executors.newFixedThreadPool(8)) {
            List<Callable<CommandRun>> work = IntStream.range(0, 8)
                    .<Callable<CommandRun>>mapToObj(replica -> () -> run(
                            Map.of("EXO_ENCRYPTION_KEY", replica % 2 == 0 ? MigrateStage.KEY : OTHER_KEY),
                            "bootstrap-keyring"))
                    .toList();
            runs = replicas.invokeAll(work);
        }

        List<Integer> even = codes(runs, 0);
        List<Integer> odd = codes(runs, 1);
        assertThat(withoutKeyring.code()).isZero();
        assertThat(List.of(even, odd)).containsExactlyInAnyOrder(List.of(0, 0, 0, 0), List.of(12, 12, 12, 12));
        assertThat(stage.value("select count(*) from encryption_keys")).isEqualTo("1");
    }

    private static List<Integer> codes(List<Future<CommandRun>> runs, int remainder) throws Exception {
        List<Integer> codes = new ArrayList<>();
        for (int replica = remainder; replica < runs.size(); replica += 2) {
            codes.add(runs.get(replica).get().code());
        }
        return codes;
    }

    private CommandRun run(Map<String, String> key, String line) {
        Map<String, String> environment = new HashMap<>(key);
        environment.put("EXO_DATABASE_DSN", database.dsn());
        environment.put("EXO_ENCRYPTION_KEY_NEXT", "01".repeat(16) + OTHER_KEY.substring(0, 32));
        return CommandRun.of(environment, line.split(" ", -1));
    }

    private String writes() throws SQLException {
        while (!stage.value(OTHERS).equals("0")) {
            Thread.onSpinWait();
        }
        return stage.value(WRITES);
    }
}
