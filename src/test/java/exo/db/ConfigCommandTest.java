package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.command.option.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigCommandTest {
    /** Nobody listens there. */
    private static final String NOWHERE = "postgres://exo@127.0.0.1:1/exo";

    @TempDir
    private Path directory;

    @Test
    void showsEverySettingWithItsOrigin() throws IOException {
        String file = file("lock-wait = 2m\nmigrate.rewrite-limit = 1MiB\n");

        CommandRun run = CommandRun.of(
                Map.of("EXO_DB_CLI_CONFIG", file, "EXO_DB_CLI_MIGRATE_REWRITE_LIMIT", "2MiB"),
                "--wait=5s",
                "config",
                "--schema",
                "exo");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out().lines().map(line -> line.replaceAll(" {2,}", "|")))
                .hasSize(Setting.values().length + 1)
                .contains(
                        "schema|exo|--schema|EXO_DB_CLI_SCHEMA",
                        "wait|5s|--wait|EXO_DB_CLI_WAIT",
                        "lock-wait|2m|" + file + "|EXO_DB_CLI_LOCK_WAIT",
                        "migrate.rewrite-limit|2MiB|EXO_DB_CLI_MIGRATE_REWRITE_LIMIT|EXO_DB_CLI_MIGRATE_REWRITE_LIMIT",
                        "serve-maintenance.at|00:10|built in|EXO_DB_CLI_SERVE_MAINTENANCE_AT");
    }

    @Test
    void aConnectionStringIsNeverShown() throws IOException {
        CommandRun run =
                CommandRun.of(Map.of(), "config", "--config", file("database-dsn = postgres://exo:hush@db/exo\n"));

        assertThat(run.out()).doesNotContain("hush").contains("database-dsn", "***");
    }

    @Test
    void aSettingHoldsWhereTheLineSaysNothing() throws IOException {
        String file = file("database-dsn = " + NOWHERE + "\noutput = json\n");

        CommandRun fromFile = CommandRun.of(Map.of(), "status", "--config", file);
        CommandRun fromLine = CommandRun.of(Map.of(), "status", "--config", file, "--output", "table");

        assertThat(fromFile.code()).isEqualTo(10);
        assertThat(fromFile.err()).startsWith("{\"error\":");
        assertThat(fromLine.err()).startsWith("exo-db-cli status: ");
    }

    @Test
    void anOptionBeforeTheCommandBeatsASetting() {
        CommandRun run = CommandRun.of(
                Map.of("EXO_DATABASE_DSN", NOWHERE, "EXO_DB_CLI_OUTPUT", "json"), "--output", "table", "status");

        assertThat(run.err()).startsWith("exo-db-cli status: ");
    }

    @Test
    void aWrongValueNamesWhoGaveIt() throws IOException {
        String file = file("lock-wait = soon\n");

        CommandRun run = CommandRun.of(Map.of("EXO_DATABASE_DSN", NOWHERE), "status", "--config", file);

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("--lock-wait", "the value comes from " + file);
    }

    @Test
    void aWrongFileIsOneJsonObjectForPrograms() throws IOException {
        String file = file("shcema = exo\n");

        CommandRun run = CommandRun.of(Map.of(), "--output=json", "--config=" + file, "config");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("{\"error\":").contains("\"id\":\"config.unknown\"", "did you mean schema?");
    }

    @Test
    void aMistypedVariableIsWarnedOf() {
        CommandRun run = CommandRun.of(Map.of("EXO_DB_CLI_SHCEMA", "exo"), "config");

        assertThat(run.code()).isZero();
        assertThat(run.err())
                .contains("the variable EXO_DB_CLI_SHCEMA is no setting", "did you mean EXO_DB_CLI_SCHEMA?");
    }

    private String file(String content) throws IOException {
        return Files.writeString(directory.resolve("exo.properties"), content).toString();
    }
}
