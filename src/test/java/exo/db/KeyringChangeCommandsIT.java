package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(PostgresExtension.class)
final class KeyringChangeCommandsIT {
    private static final String NEW_KEY = "ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221101";
    private static final String ROWS =
            "select string_agg(encryption_keys::text, ' ' order by kid) from encryption_keys";

    private final TestDatabase database;
    private final MigrateStage stage;

    @TempDir
    private Path directory;

    KeyringChangeCommandsIT(TestDatabase database) {
        this.database = database;
        this.stage = new MigrateStage(database);
    }

    @BeforeEach
    void migrate() {
        assertThat(stage.migrate().code()).isZero();
    }

    @Test
    void rotatesAndSaysWhatIsToFollow() throws SQLException {
        CommandRun run = run("bootstrap-keyring rotate --yes");
        CommandRun status = run("bootstrap-keyring status");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).isEqualTo("""
                a new key seals from now on; the one before is retired and still opens what it sealed
                  next: exo-db-cli bootstrap-keyring seal, which seals anew what the retired key has sealed
                """);
        assertThat(status.out()).containsPattern("[0-9a-f]{8}  active ").containsPattern("[0-9a-f]{8}  retired ");
        assertThat(stage.value("select outcome from maintenance_runs where command = 'bootstrap-keyring rotate'"))
                .isEqualTo("ok");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rotate", "rewrap"})
    void showsThePlanAndWithoutConsentChangesNothing(String change) throws SQLException {
        String before = stage.value(ROWS);

        CommandRun dryRun = run("bootstrap-keyring " + change + " --dry-run --output json");
        CommandRun unasked = run("bootstrap-keyring " + change + " --output json");

        assertThat(dryRun.code()).isZero();
        assertThat(dryRun.out()).contains("\"step\":\"keyring\"").contains("in public.encryption_keys");
        assertThat(dryRun.out()).doesNotContain("decode(");
        assertThat(unasked.code()).isEqualTo(14);
        assertThat(unasked.err()).contains("\"id\":\"consent.missing\"");
        assertThat(stage.value(ROWS)).isEqualTo(before);
    }

    @Test
    void changesTheRootKeyWhilePodsWithEitherOfThemStart() throws SQLException {
        CommandRun begin = run("bootstrap-keyring rewrap --yes");
        for (String key : new String[] {MigrateStage.KEY, NEW_KEY}) {
            for (String line : new String[] {
                "migrate",
                "bootstrap-keyring",
                "bootstrap-keyring status",
                "bootstrap-keyring verify",
                "serve-maintenance --once"
            }) {
                CommandRun between = runWith(key, line);
                assertThat(between.code())
                        .as(line + between.out() + between.err())
                        .isZero();
            }
        }
        CommandRun early = run("bootstrap-keyring rewrap --finish --yes");
        CommandRun finish = runWith(NEW_KEY, "bootstrap-keyring rewrap --finish --yes --output json");

        assertThat(begin.out()).startsWith("the new root key opens the keyring as well as ");
        assertThat(early.code()).isEqualTo(14);
        assertThat(early.err()).contains("a rewrap is finished with the new root key at hand");
        assertThat(finish.out())
                .startsWith("{\"outcome\":\"done\",\"planned\":[\"let root key ")
                .contains("\"next\":\"prove the copy of the new root key");
        assertThat(runWith(NEW_KEY, "migrate").code()).isZero();
        assertThat(run("migrate").code()).isEqualTo(12);
    }

    @Test
    void showsARewrapThatIsNotFinished() {
        run("bootstrap-keyring rewrap --yes");

        assertThat(run("bootstrap-keyring status").out()).containsPattern("rewrap:   root key [0-9a-f]{16} opens");
        assertThat(run("bootstrap-keyring status --output json").out())
                .containsPattern("\"next_root_key_fingerprint\":\"[0-9a-f]{16}\"");
        assertThat(run("status").out()).contains(" opens it as well until rewrap --finish or --abort");
    }

    @Test
    void takesARewrapBackWithTheOldKeyOnly() throws SQLException {
        String before = stage.value(ROWS);
        run("bootstrap-keyring rewrap --yes");

        CommandRun wrong = runWith(NEW_KEY, "bootstrap-keyring rewrap --abort --yes");
        CommandRun right = run("bootstrap-keyring rewrap --abort --yes");

        assertThat(wrong.code()).isEqualTo(14);
        assertThat(right.code()).as(right.err()).isZero();
        assertThat(stage.value(ROWS)).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--finish", "--abort"})
    void doesNotTakeTheKeyAtHandForANewOneWhereNoRewrapWasBegun(String end) {
        CommandRun run = run("bootstrap-keyring rewrap " + end + " --yes");

        assertThat(run.code()).isZero();
        assertThat(run.out()).matches("no rewrap is in progress: root key [0-9a-f]{16} alone opens the keyring\\R");
    }

    @Test
    void wantsOneOfTheTwoEndsOfARewrap() {
        assertThat(run("bootstrap-keyring rewrap --finish --abort").code()).isEqualTo(2);
    }

    @Test
    void provesACopyWithoutAKeyAtHandAndShowsWhen() throws IOException {
        Path copy = Files.createFile(
                directory.resolve("copy"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(copy, MigrateStage.KEY + "\n");

        CommandRun before = run("bootstrap-keyring status");
        CommandRun proof = CommandRun.of(
                Map.of("EXO_DATABASE_DSN", database.dsn()),
                "bootstrap-keyring",
                "escrow-check",
                "--key-file",
                copy.toString());
        CommandRun after = run("bootstrap-keyring status");

        assertThat(before.out()).contains("escrow:   never proved");
        assertThat(proof.code()).as(proof.err()).isZero();
        assertThat(proof.out())
                .startsWith("the copy opens the keyring: root key ")
                .doesNotContain(MigrateStage.KEY);
        assertThat(after.out()).contains("escrow:   a copy of the root key opened the keyring 0 d ago");
    }

    @Test
    void saysThatACopyOpensWhereThatCannotBeWrittenDown() throws SQLException, IOException {
        Path copy = Files.createFile(
                directory.resolve("copy"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(copy, MigrateStage.KEY);
        stage.execute("alter database \"" + stage.value("select current_database()")
                + "\" set default_transaction_read_only = on");

        CommandRun proof = run("bootstrap-keyring escrow-check --key-file " + copy);

        assertThat(proof.code()).isEqualTo(14);
        assertThat(proof.err()).contains("the copy opens the keyring: root key ");
    }

    private CommandRun run(String line) {
        return runWith(MigrateStage.KEY, line);
    }

    private CommandRun runWith(String key, String line) {
        return CommandRun.of(
                Map.of(
                        "EXO_DATABASE_DSN", database.dsn(),
                        "EXO_ENCRYPTION_KEY", key,
                        "EXO_ENCRYPTION_KEY_NEXT", NEW_KEY),
                line.split(" ", -1));
    }
}
