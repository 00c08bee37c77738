package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.database.Session;
import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import exo.db.testing.TestSessions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What the daemon writes to standard error, for people and for a collector of logs. */
@ExtendWith(PostgresExtension.class)
@Timeout(60)
final class DaemonLogIT {
    private static final String PASSWORD = "pass-word-in-the-dsn";

    private final TestDatabase database;

    DaemonLogIT(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void migrate() {
        assertThat(MigrateStage.migrateTo(database.dsn()).code()).isZero();
    }

    @Test
    void eachRunIsOneLineWithItsFiguresInTheCommonSchema() {
        CommandRun pass =
                run(Map.of(), "serve-maintenance", "--once", "--task", "create,health", "--log-format", "ecs");

        List<Map<String, String>> lines = EcsLines.of(pass.err());
        assertThat(lines).hasSize(3);
        assertThat(lines.getFirst())
                .containsEntry("message", "leading (term 1)")
                .containsEntry("event.action", "lease-taken")
                .containsEntry("exo.lease.term", "1");
        assertThat(lines.getLast())
                .containsEntry("log.level", "info")
                .containsEntry("log.logger", "exo-db-cli serve-maintenance")
                .containsEntry("event.kind", "event")
                .containsEntry("event.action", "maintenance/health")
                .containsEntry("event.outcome", "success")
                .containsEntry("exo.outcome", "ok")
                .containsKeys("event.duration", "exo.report");
    }

    @Test
    void aRunThatFailsSaysWhyAndWhenItIsTriedAgainInBothForms() {
        execute("drop index idx_users_email_lower");

        CommandRun text = run(Map.of(), "serve-maintenance", "--once", "--task", "health");
        CommandRun ecs = run(Map.of("EXO_DB_CLI_LOG_FORMAT", "ecs"), "serve-maintenance", "--once", "--task", "health");

        assertThat(text.err()).containsPattern("health failed in \\d+ ms: .*; again in 60[.0]* s\n");
        Map<String, String> line = EcsLines.of(ecs.err()).getLast();
        assertThat(line)
                .containsEntry("log.level", "error")
                .containsEntry("event.outcome", "failure")
                .containsEntry("exo.pause_ms", "120000")
                .containsKey("exo.pending");
        assertThat(line.get("message")).endsWith("; again in 120 s");
    }

    @Test
    void aCommandThatFailsIsOneLineToo() {
        CommandRun wrongUse = run(Map.of("EXO_DB_CLI_LOG_FORMAT", "ecs"), "serve-maintenance", "--task", "sweep");
        CommandRun wrongKey = CommandRun.of(
                Map.of("EXO_DATABASE_DSN", database.dsn(), "EXO_ENCRYPTION_KEY", "abcdefghijklmnopqrstuvwxyz012345"),
                "serve-maintenance",
                "--once",
                "--log-format=ecs");

        assertThat(EcsLines.of(wrongUse.err()))
                .singleElement()
                .satisfies(line ->
                        assertThat(line).containsEntry("log.level", "error").containsEntry("error.code", "usage"));
        assertThat(EcsLines.of(wrongKey.err()))
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .containsEntry("error.code", "key.wrong")
                        .containsEntry("process.exit_code", "12"));
    }

    @Test
    void noSecretGetsIntoALogWhateverItsLevel(@TempDir Path directory) throws Exception {
        execute("create role " + database.name() + "_logged login password '" + PASSWORD + "'");
        Map<String, String> environment = new HashMap<>(MigrateStage.environment(database.dsn()));
        environment.put(
                "EXO_DATABASE_DSN",
                "postgres://" + database.name() + "_logged:" + PASSWORD + "@" + database.host() + ":" + database.port()
                        + "/" + database.name());
        environment.put("EXO_DB_CLI_LOG", "trace");
        environment.put("EXO_DB_CLI_LOG_FORMAT", "ecs");
        Path log = directory.resolve("log");
        ProcessBuilder builder = CommandProcess.builder(environment, Main.class, "serve-maintenance", "--once")
                .redirectError(log.toFile());

        int code = builder.start().waitFor();
        execute("drop role " + database.name() + "_logged");

        String written = Files.readString(log);
        assertThat(code).isNotZero();
        assertThat(EcsLines.of(written)).isNotEmpty();
        assertThat(written).doesNotContain(PASSWORD).doesNotContain(MigrateStage.KEY);
    }

    @Test
    void whatLibrariesLogHasTheSameForm(@TempDir Path directory) throws Exception {
        Map<String, String> environment = new HashMap<>(MigrateStage.environment(database.dsn()));
        environment.put("EXO_DB_CLI_LOG", "debug");
        Path log = directory.resolve("log");
        ProcessBuilder builder = CommandProcess.builder(
                        environment,
                        Main.class,
                        "serve-maintenance",
                        "--once",
                        "--task",
                        "health",
                        "--log-format",
                        "ecs")
                .redirectError(log.toFile());

        assertThat(builder.start().waitFor()).isZero();

        assertThat(EcsLines.of(Files.readString(log)))
                .anySatisfy(line -> assertThat(line.get("log.logger")).startsWith("com.zaxxer.hikari"))
                .anySatisfy(line -> assertThat(line).containsEntry("message", "health begins"));
    }

    @Test
    void aHangupReadsTheLevelInTheFileOfSettingsAgain(@TempDir Path directory) throws Exception {
        Path settings = Files.writeString(directory.resolve("settings"), "log-level = warn\n");
        Process daemon = ProgramProcess.start(
                database.dsn(),
                "serve-maintenance",
                "--task",
                "health",
                "--listen",
                "none",
                "--config",
                settings.toString());
        awaitRun();

        Files.writeString(settings, "log-level = info\n");
        ProgramProcess.signal(daemon, "HUP");
        String answer = daemon.errorReader().readLine();
        execute("delete from maintenance_runs");
        String told = daemon.errorReader().readLine();
        Files.writeString(settings, "log-level = loud\n");
        ProgramProcess.signal(daemon, "HUP");
        String refused = daemon.errorReader().readLine();
        daemon.destroy();

        assertThat(answer).endsWith("SIGHUP: log-level is info, from " + settings);
        assertThat(told).contains("health ok in ");
        assertThat(refused).contains("SIGHUP: log-level stays info: 'loud' is no level of a log");
        assertThat(daemon.waitFor()).isZero();
    }

    /** Nothing is said of it at the level of warnings. */
    private void awaitRun() {
        try (Session session = TestSessions.open(database)) {
            while (!Boolean.TRUE.equals(session.sql()
                    .fetchValue("select exists (select from maintenance_runs where command = 'maintenance/health'"
                            + " and outcome = 'ok')"))) {
                session.sql().execute("select pg_sleep(0.05)");
            }
        }
    }

    private CommandRun run(Map<String, String> more, String... arguments) {
        Map<String, String> environment = new HashMap<>(MigrateStage.environment(database.dsn()));
        environment.putAll(more);
        return CommandRun.of(environment, arguments);
    }

    private void execute(String statement) {
        try (Session session = TestSessions.open(database)) {
            session.sql().execute(statement);
        }
    }
}
