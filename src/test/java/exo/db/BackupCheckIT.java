package exo.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import exo.db.testing.Contents;
import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The check of a live database, as people, programs and monitoring see it. */
@ExtendWith(PostgresExtension.class)
final class BackupCheckIT {
    private static final String TENANT = "00000000-0000-0000-0000-000000000001";

    private final TestDatabase database;
    private final MigrateStage stage;

    @TempDir
    private Path directory = Path.of("");

    BackupCheckIT(TestDatabase database) {
        this.database = database;
        this.stage = new MigrateStage(database);
    }

    @BeforeEach
    void migrate() throws SQLException {
        stage.migrate();
    }

    @Test
    void aKeyWhoseCopyWasNeverProvedIsAWarningUntilItIs() throws IOException {
        CommandRun never = run("backup-check");
        CommandRun proved = run(
                "backup-check", "--escrow-key-file", copyOf(MigrateStage.KEY).toString());
        CommandRun after = run("backup-check");

        assertThat(never.code()).isEqualTo(5);
        assertThat(never.out()).contains("K3  warning   escrow.unproved: ");
        assertThat(proved.code()).as(proved.out()).isZero();
        assertThat(after.code()).isZero();
        assertThat(after.out()).contains("K3  ok        the copy of the root key was proved 0 days ago");
    }

    @Test
    void aProofThatIsTooOldAndACopyOfAnotherKeyAreCritical() throws SQLException, IOException {
        stage.execute("update encryption_keys set escrow_verified_at = now() - interval '91 days'");
        CommandRun old = run("backup-check");
        CommandRun longer = run("backup-check", "--escrow-max-age", "92d");
        CommandRun other = run(
                "backup-check",
                "--escrow-key-file",
                copyOf("00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff")
                        .toString());

        assertThat(old.code()).isEqualTo(4);
        assertThat(old.out()).contains("K3  critical  escrow.old: ");
        assertThat(longer.code()).isZero();
        assertThat(other.code()).isEqualTo(4);
        assertThat(other.out()).contains("K3  critical  escrow.mismatch: ");
    }

    @Test
    void writesNothingButTheTimeOfAProof() throws SQLException, IOException {
        Contents before = Contents.of(database);
        run("backup-check", "--full");
        List<String> looked = before.missingIn(database);
        run("backup-check", "--escrow-key-file", copyOf(MigrateStage.KEY).toString());

        assertThat(looked).isEmpty();
        assertThat(before.missingIn(database)).singleElement(STRING).startsWith("encryption_keys: ");
        assertThat(stage.value("select count(*) from maintenance_runs where command <> 'migrate'"))
                .isEqualTo("0");
    }

    @Test
    void aColumnThatHoldsSealedValuesWithoutBeingDeclaredToIsNamed() throws SQLException {
        stage.execute(
                "insert into tenants (id, name, slug) select '" + TENANT + "', canary, 'one' from encryption_keys");

        CommandRun run = run("backup-check");

        assertThat(run.code()).isEqualTo(5);
        assertThat(run.out()).contains("D1  warning   column.unregistered: tenants.name holds sealed values");
    }

    @ParameterizedTest
    @CsvSource({
        "'', 5, 1, WARNING",
        "update encryption_keys set escrow_verified_at = now(), 0, 0, OK",
        "update encryption_keys set escrow_verified_at = now() - interval '1 year', 4, 2, CRITICAL",
        "delete from encryption_keys, 12, 2, CRITICAL"
    })
    void monitoringGetsOneLineAndItsOwnCodes(String change, int code, int nagios, String word) throws SQLException {
        if (!change.isEmpty()) {
            stage.execute(change);
        }

        CommandRun plain = run("backup-check");
        CommandRun run = run("backup-check", "--nagios");

        assertThat(plain.code()).isEqualTo(code);
        assertThat(run.code()).isEqualTo(nagios);
        assertThat(run.out()).startsWith("EXO BACKUP " + word + " - live: ").contains(" | critical=");
        assertThat(run.out().lines()).hasSize(1);
        assertThat(run.err()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"'', 0, 5", "update encryption_keys set escrow_verified_at = now() - interval '1 year', 4, 4"})
    void aSchedulerMayLetWarningsPassAndMetricsStillTellOfThem(String change, int code, int told)
            throws SQLException, IOException {
        if (!change.isEmpty()) {
            stage.execute(change);
        }
        Path file = directory.resolve("exo.prom");

        CommandRun run = run("backup-check", "--warnings-pass", "--textfile", file.toString());

        assertThat(run.code()).as(run.out()).isEqualTo(code);
        assertThat(run.out()).contains("K3");
        assertThat(Files.readString(file)).contains("exo_backup_check_exit_code{subject=\"live\"} " + told + "\n");
    }

    @Test
    void whateverFailsMonitoringGetsOneLine() {
        CommandRun unreachable = CommandRun.of(
                Map.of("EXO_DATABASE_DSN", "host=127.0.0.1 port=1 user=x dbname=x sslmode=disable"),
                "backup-check",
                "--nagios");
        CommandRun misspelt = run("backup-check", "--nagios", "--fulll");
        CommandRun unset = CommandRun.of(Map.of(), "backup-check", "--nagios");

        assertThat(List.of(unreachable, misspelt, unset)).allSatisfy(run -> {
            assertThat(run.code()).isEqualTo(3);
            assertThat(run.out()).startsWith("EXO BACKUP UNKNOWN - ");
            assertThat(run.out().lines()).hasSize(1);
            assertThat(run.err()).isEmpty();
        });
    }

    @Test
    void metricsAreWrittenWhateverComesOfIt() throws SQLException, IOException {
        Path file = directory.resolve("exo.prom");

        run("backup-check", "--textfile", file.toString());
        String warned = Files.readString(file);
        CommandRun.of(
                Map.of("EXO_DATABASE_DSN", "host=127.0.0.1 port=1 user=x dbname=x sslmode=disable"),
                "backup-check",
                "--textfile",
                file.toString());
        String unreachable = Files.readString(file);

        assertThat(warned)
                .contains("# TYPE exo_backup_check_exit_code gauge\nexo_backup_check_exit_code{subject=\"live\"} 5\n")
                .contains("exo_backup_check_level{subject=\"live\",level=\"K2\"} 0\n")
                .contains("exo_backup_check_level{subject=\"live\",level=\"K3\"} 1\n")
                .contains(
                        "exo_backup_check_values{subject=\"live\",table=\"log_sinks\",column=\"config\",result=\"bad\"} 0\n");
        assertThat(unreachable).contains("exo_backup_check_exit_code{subject=\"live\"} 10\n");
        assertThat(directory.toFile().list()).containsExactly("exo.prom");
    }

    @Test
    void metricsThatCannotBeWrittenAreSaidSo() {
        CommandRun run = run(
                "backup-check", "--textfile", directory.resolve("none/exo.prom").toString());

        assertThat(run.code()).isEqualTo(14);
        assertThat(run.err()).contains("cannot write the metrics to ");
    }

    @Test
    void aRoleWithoutRightsOnTheServerSeesTheSameOfIt() {
        CommandRun owner = run("backup-check");
        CommandRun reader = CommandRun.of(
                Map.of("EXO_DATABASE_DSN", database.readOnlyRole().dsn(), "EXO_ENCRYPTION_KEY", MigrateStage.KEY),
                "backup-check");

        assertThat(lines(reader, "S1")).isNotEmpty().isEqualTo(lines(owner, "S1"));
        assertThat(reader.code()).as(reader.err()).isEqualTo(owner.code());
    }

    private static List<String> lines(CommandRun run, String level) {
        return run.out().lines().filter(line -> line.startsWith(level)).toList();
    }

    @Test
    void programsGetAVersionedSchema() {
        CommandRun run = run("backup-check", "--output", "json");

        assertThat(run.out())
                .startsWith("{\"schema\":\"exo-db-cli/backup-check/1\",\"subject\":\"live\",\"outcome\":\"warning\","
                        + "\"exit_code\":5,\"checks\":[{\"level\":\"K1\",\"title\":\"root key\",\"outcome\":\"ok\"")
                .contains("\"level\":\"S1\"")
                .contains("\"columns\":[{\"table\":\"");
        assertThat(run.err()).isEmpty();
    }

    private CommandRun run(String... arguments) {
        return CommandRun.of(
                Map.of("EXO_DATABASE_DSN", database.dsn(), "EXO_ENCRYPTION_KEY", MigrateStage.KEY), arguments);
    }

    private Path copyOf(String key) throws IOException {
        Path copy = Files.createTempFile(
                directory,
                "copy",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(copy, key);
    }
}
