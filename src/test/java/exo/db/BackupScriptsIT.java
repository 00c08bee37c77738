package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.testing.ClientPrograms;
import exo.db.testing.Contents;
import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import exo.db.testing.WireProxy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The scripts that back a bundled instance up and bring it back, as they are run. */
@ExtendWith(PostgresExtension.class)
final class BackupScriptsIT {
    private final TestDatabase database;
    private final MigrateStage stage;
    private final WireProxy proxy;

    @TempDir
    private Path directory = Path.of("");

    private Path sets = Path.of("");
    private Path casts = Path.of("");

    BackupScriptsIT(TestDatabase database) throws IOException {
        this.database = database;
        this.stage = new MigrateStage(database);
        this.proxy = WireProxy.to(database).claiming("15.18");
    }

    @BeforeEach
    void fill() throws SQLException, IOException {
        sets = directory.resolve("sets");
        casts = Files.createDirectory(directory.resolve("casts"));
        Files.writeString(casts.resolve("one.cast"), "{\"version\": 2, \"width\": 80, \"height\": 24}\n");
        stage.migrate();
        stage.execute("insert into tenants (name, slug) values ('one', 'one')");
        stage.execute("update encryption_keys set escrow_verified_at = now()");
    }

    @AfterEach
    void closeProxy() throws IOException {
        proxy.close();
    }

    @Test
    void whatIsBackedUpComesBack() throws Exception {
        Contents before = Contents.of(database);
        TestDatabase empty = database.another();

        Run backup = run(database, "backup", sets.toString());
        Path set = Path.of(backup.out().strip());
        Files.delete(casts.resolve("one.cast"));
        Run restore = run(empty, "restore", set.toString());

        assertThat(backup.code()).as(backup.err()).isZero();
        assertThat(set.toFile().list()).containsExactlyInAnyOrder("exo.dump", "manifest.json", "recordings.tar");
        assertThat(sets.toFile().list())
                .containsExactlyInAnyOrder(".lock", set.getFileName().toString());
        assertThat(Files.getPosixFilePermissions(set)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
        assertThat(restore.code()).as(restore.out() + restore.err()).isZero();
        assertThat(before.missingIn(empty)).isEmpty();
        assertThat(casts.resolve("one.cast")).isNotEmptyFile();
    }

    @Test
    void theNewestSetsStayAndOneThatFailsTakesNoneAway() throws Exception {
        for (String old : List.of("20260101T000000Z", "20260201T000000Z", "20260301T000000Z")) {
            Files.writeString(Files.createDirectories(sets.resolve(old)).resolve("manifest.json"), "{}");
        }

        Run failed = run(database, Map.of("PG_DUMP", "false"), "backup", sets.toString(), "1");
        List<String> afterFailure = names();
        Run good = run(database, "backup", sets.toString(), "2");

        assertThat(failed.code()).isEqualTo(4);
        assertThat(afterFailure).containsExactly("20260101T000000Z", "20260201T000000Z", "20260301T000000Z");
        assertThat(good.code()).as(good.err()).isZero();
        assertThat(names())
                .containsExactly(
                        "20260301T000000Z",
                        Path.of(good.out().strip()).getFileName().toString());
    }

    @Test
    void ofTwoBackupsAtOnceOneGoesOn() throws Exception {
        Files.createDirectories(sets);
        Process holder =
                new ProcessBuilder("flock", sets.resolve(".lock").toString(), "sh", "-c", "echo held; cat").start();
        holder.inputReader(StandardCharsets.UTF_8).readLine();

        Run second = run(database, "backup", sets.toString());
        holder.destroy();

        assertThat(second.code()).isEqualTo(15);
        assertThat(second.err()).contains("another backup is being made");
    }

    @Test
    void ofABackupThatIsInterruptedNothingIsLeft() throws Exception {
        Interrupted backup = interrupted("PG_DUMP", "backup", sets.toString());

        assertThat(backup.run().code()).isEqualTo(143);
        assertThat(backup.run().out()).isEmpty();
        assertThat(backup.program().isAlive()).isFalse();
        assertThat(sets.toFile().list()).containsExactly(".lock");
    }

    @Test
    void aRestoreThatIsInterruptedEndsWhatItRunsAndSaysWhatWasChanged() throws Exception {
        Path set = Files.createDirectories(sets.resolve("set"));
        Files.writeString(set.resolve("exo.dump"), "");
        Files.writeString(set.resolve("manifest.json"), "");

        Interrupted drill = interrupted("EXO_DB_CLI", "restore", set.toString());
        Interrupted restore = interrupted("PG_RESTORE", "restore", set.toString());

        assertThat(List.of(drill.run().code(), restore.run().code())).containsOnly(143);
        assertThat(drill.program().isAlive() || restore.program().isAlive()).isFalse();
        assertThat(drill.run().err()).endsWith("restore: interrupted: nothing was changed\n");
        assertThat(restore.run().err()).endsWith("restore: interrupted: the database is as it was\n");
    }

    /** A script that was interrupted, and the program that it waited for. */
    private record Interrupted(Run run, ProcessHandle program) {}

    /** Interrupts a script while the program that a variable names is at work. */
    private Interrupted interrupted(String variable, String script, String... arguments) throws Exception {
        Path begun = directory.resolve(variable + ".pid");
        String endless = program(
                "endless-" + variable,
                "sh -c 'echo $$ >" + begun + ".new; mv " + begun + ".new " + begun + "; exec sleep 600' endless");
        Map<String, String> more = variable.equals("PG_RESTORE")
                ? Map.of(variable, endless, "EXO_SKIP_DRILL", "1")
                : Map.of(variable, endless);
        Process process = start(database, more, script, arguments);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!Files.exists(begun) && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        ProcessHandle program = ProcessHandle.of(
                        Long.parseLong(Files.readString(begun).strip()))
                .orElseThrow();
        process.destroy();
        return new Interrupted(ended(process, script), program);
    }

    @Test
    void aPasswordThatOthersCouldReadIsRefused() throws Exception {
        Path set = Files.createDirectories(sets.resolve("set"));
        Files.writeString(set.resolve("exo.dump"), "");
        Files.writeString(set.resolve("manifest.json"), "");

        Run run = run(database, Map.of("EXO_DATABASE_DSN", database.dsn()), "restore", set.toString());

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("put it into a password file").doesNotContain(database.dsn());
    }

    private List<String> names() throws IOException {
        try (Stream<Path> entries = Files.list(sets)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> !name.equals(".lock"))
                    .sorted()
                    .toList();
        }
    }

    /** How a script ended. */
    private record Run(int code, String out, String err) {}

    private Run run(TestDatabase target, String script, String... arguments) throws Exception {
        return run(target, Map.of(), script, arguments);
    }

    private Run run(TestDatabase target, Map<String, String> environment, String script, String... arguments)
            throws Exception {
        return ended(start(target, environment, script, arguments), script);
    }

    private Process start(TestDatabase target, Map<String, String> environment, String script, String... arguments)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(Stream.concat(Stream.of("scripts/" + script), Stream.of(arguments))
                .toList());
        builder.environment().keySet().removeIf(name -> name.startsWith("EXO_") || name.startsWith("PG"));
        builder.environment().putAll(environment(target));
        builder.environment().putAll(environment);
        return builder.redirectOutput(directory.resolve(script + ".out").toFile())
                .redirectError(directory.resolve(script + ".err").toFile())
                .start();
    }

    private Run ended(Process process, String script) throws Exception {
        int code = process.waitFor();
        return new Run(
                code,
                Files.readString(directory.resolve(script + ".out")),
                Files.readString(directory.resolve(script + ".err")));
    }

    private Map<String, String> environment(TestDatabase target) throws IOException {
        Path passwords = Files.writeString(directory.resolve("pgpass"), "*:*:*:*:" + target.password() + "\n");
        Files.setPosixFilePermissions(passwords, PosixFilePermissions.fromString("rw-------"));
        Path programs = ClientPrograms.directory();
        return Map.of(
                "EXO_DATABASE_DSN",
                "host=" + target.host() + " port=" + target.port() + " user=" + target.user() + " dbname="
                        + target.name() + " sslmode=disable",
                "PGPASSFILE",
                passwords.toString(),
                "EXO_ENCRYPTION_KEY",
                MigrateStage.KEY,
                "EXO_CAST_STORAGE_DIR",
                casts.toString(),
                "EXO_DB_CLI",
                program(
                        "exo-db-cli",
                        String.join(
                                " ",
                                CommandProcess.builder(Map.of(), Main.class).command())),
                "PG_DUMP",
                program("pg_dump", programs.resolve("pg_dump") + " -h 127.0.0.1 -p " + proxy.port()),
                "PG_RESTORE",
                programs.resolve("pg_restore").toString());
    }

    private String program(String name, String command) throws IOException {
        Path script = Files.writeString(directory.resolve(name), "#!/bin/sh\nexec " + command + " \"$@\"\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        return script.toString();
    }
}
