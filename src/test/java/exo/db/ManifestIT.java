package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.backup.Manifest;
import exo.db.backup.ManifestComparison;
import exo.db.backup.TableContents;
import exo.db.failure.Finding;
import exo.db.testing.ClientPrograms;
import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import exo.db.testing.WireProxy;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Manifests, dumps of the same moment, and the drill that holds one against the other. */
@ExtendWith(PostgresExtension.class)
final class ManifestIT {
    private final TestDatabase database;
    private final MigrateStage stage;

    @TempDir
    private Path directory = Path.of("");

    ManifestIT(TestDatabase database) {
        this.database = database;
        this.stage = new MigrateStage(database);
    }

    @BeforeEach
    void fill() throws SQLException {
        stage.migrate();
        stage.execute(
                "insert into tenants (name, slug) select 'tenant ' || n, 't' || n from generate_series(1, 300) n");
        stage.execute("insert into session_events (session_id, tenant_id, deployment_id, seq, type)"
                + " select gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), n, E'back\\\\slash\\ttab'"
                + " from generate_series(1, 200) n");
    }

    @Test
    void theHashIsThatOfTheLinesOfCopyWhateverTheirOrder() throws Exception {
        stage.execute("create table pairs (a text, b timestamptz)");
        stage.execute("insert into pairs values ('x', '2026-03-01 12:00:00+02'), (null, 'infinity')");
        Path file = directory.resolve("manifest.json");

        CommandRun run = run("backup-check", "manifest", "--out", file.toString());

        assertThat(run.code()).as(run.err()).isZero();
        TableContents pairs = table(Manifest.read(file), "pairs");
        assertThat(pairs.columns()).containsExactly("a", "b");
        assertThat(pairs.contents().rows()).isEqualTo(2);
        assertThat(pairs.contents().hash()).isEqualTo(sum("x\t2026-03-01 10:00:00+00", "\\N\tinfinity"));
    }

    @Test
    void aDumpOfTheSameMomentIsRestoredWholeAndItsManifestAgrees() throws Exception {
        Path manifest = directory.resolve("manifest.json");
        Path dump = directory.resolve("exo.dump");
        try (WireProxy proxy = WireProxy.to(database).claiming("15.18")) {
            CommandRun taken = run(command(proxy, manifest, "-Fc", "-f", dump.toString()));
            assertThat(taken.code()).as(taken.err()).isZero();
        }
        stage.execute("delete from tenants");

        CommandRun drill = run("backup-check", "restore", dump.toString(), "--manifest", manifest.toString());

        assertThat(drill.code()).as(drill.out() + drill.err()).isZero();
        assertThat(drill.out())
                .contains("R1  ok        it can be restored")
                .contains("R2  ok        ")
                .contains("M   ok        every table has the rows of the manifest of ")
                .contains("K2  ok        ")
                .contains("D1  ok        every value opens")
                .contains("the restore took (RTO): ")
                .contains("age of the newest event (RPO): ");
        assertThat(Manifest.read(manifest).dump())
                .isEqualTo(new Manifest.Dump("exo.dump", Files.size(dump), sha256(dump)));
    }

    @Test
    void aDumpOfAnotherMomentIsNotTheOneOfTheManifest() throws Exception {
        Path manifest = directory.resolve("manifest.json");
        Path dump = directory.resolve("exo.sql");
        run("backup-check", "manifest", "--out", manifest.toString());
        stage.execute("delete from tenants where slug = 't7'");
        stage.execute("update session_events set type = 'x' where seq = 9");
        try (WireProxy proxy = WireProxy.to(database).claiming("15.18")) {
            run(command(proxy, directory.resolve("other.json"), "-f", dump.toString()));
        }

        CommandRun drill = run("backup-check", "restore", dump.toString(), "--manifest", manifest.toString());

        assertThat(drill.code()).isEqualTo(4);
        assertThat(drill.out())
                .contains("M   critical  manifest.rows: public.tenants has 299 rows, the manifest 300")
                .containsPattern(
                        "M   critical  manifest.content: public.session_events_\\d{4}_\\d{2} has as many rows");
    }

    @Test
    void aDrillNamesWhatIsNotAsItShouldBe() throws Exception {
        Path dump = directory.resolve("exo.sql");
        try (WireProxy proxy = WireProxy.to(database).claiming("15.18")) {
            run(command(proxy, directory.resolve("manifest.json"), "-f", dump.toString()));
        }
        String text = Files.readString(dump);
        Files.writeString(
                dump,
                text.replaceAll("(setval\\('public.maintenance_runs_id_seq'), \\d+, true", "$1, 1, false")
                        .replaceAll("(?s)CREATE UNIQUE INDEX idx_users_email_lower[^;]*;", "")
                        .replaceFirst(
                                "CREATE INDEX idx_users_tenant_id[^;]*;", "CREATE INDEX oops ON public.nowhere (x);"));

        CommandRun drill = CommandRun.of(
                Map.of(
                        "EXO_ENCRYPTION_KEY",
                        "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
                        "HOME",
                        System.getProperty("user.home")),
                "backup-check",
                "restore",
                dump.toString());

        assertThat(drill.code()).isEqualTo(12);
        assertThat(drill.out())
                .contains("R1  critical  drill.failed: could not restore CREATE INDEX oops ON public.nowhere (x)")
                .contains("R2  critical  drill.schema: ")
                .contains("R2  critical  drill.sequence: ")
                .contains("K2  critical  key.wrong: ")
                .contains("M   left-out  manifest.none: ");
    }

    @Test
    void theProgramSeesNeitherTheKeyNorThePasswordInItsEnvironmentOrArguments() throws Exception {
        Path seen = directory.resolve("seen");
        Path program = script(
                "pg_dump",
                "env > " + seen + "; echo \"$@\" >> " + seen + "; stat -c %a \"$PGPASSFILE\" >> " + seen
                        + "; grep -c . \"$PGPASSFILE\" >> " + seen);

        CommandRun run = run(
                "backup-check",
                "manifest",
                "--out",
                directory.resolve("m").toString(),
                "--",
                program.toString(),
                "-f",
                "x");

        String told = Files.readString(seen);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(told).contains("PGHOST=", "PGUSER=", "PGTZ=UTC", "--snapshot=", "\n600\n1\n");
        assertThat(told).doesNotContain(MigrateStage.KEY, "EXO_", "PGPASSWORD", database.password() + "\n");
        Path passwords = Path.of(told.replaceAll("(?s).*PGPASSFILE=([^\n]*)\n.*", "$1"));
        assertThat(passwords).doesNotExist();
    }

    @Test
    void aDumpThatFailsLeavesNoManifestAndItsReasonIsTold() throws Exception {
        Path out = directory.resolve("m.json");
        Path old = ClientPrograms.directory().resolve("pg_dump");
        Path failing = script("pg_dump", "echo 'pg_dump: error: disk on fire' >&2; exit 3");

        CommandRun failed =
                run("backup-check", "manifest", "--out", out.toString(), "--", failing.toString(), "-f", "x");
        CommandRun absent =
                run("backup-check", "manifest", "--out", out.toString(), "--", "/nowhere/pg_dump", "-f", "x");
        CommandRun nowhere = run("backup-check", "manifest", "--out", out.toString(), "--", old.toString(), "-Fc");

        assertThat(failed.code()).isEqualTo(4);
        assertThat(failed.err()).contains("ended with 3", "disk on fire");
        assertThat(absent.code()).isEqualTo(4);
        assertThat(absent.err()).contains("install PostgreSQL's client programs");
        assertThat(nowhere.code()).isEqualTo(2);
        assertThat(out).doesNotExist();
    }

    @Test
    void comparingKnowsThatTheRowsOfPartitionsMayCarryTheNameOfTheirParent() throws Exception {
        Path file = directory.resolve("manifest.json");
        run("backup-check", "manifest", "--out", file.toString());
        Manifest manifest = Manifest.read(file);
        List<TableContents> byParent = new ArrayList<>();
        for (TableContents table : manifest.tables()) {
            byParent.add(new TableContents(table.root(), table.root(), table.columns(), table.contents()));
        }

        List<Finding> findings = ManifestComparison.compare(manifest, byParent);
        List<Finding> lost = ManifestComparison.compare(manifest, byParent.subList(1, byParent.size()));

        assertThat(findings).isEmpty();
        assertThat(lost).extracting(Finding::id).containsExactly("manifest.table-missing");
    }

    @Test
    void theLiveServerIsRefusedByItsIdentifierWhateverItsAddress() throws Exception {
        Path manifest = directory.resolve("manifest.json");
        run("backup-check", "manifest", "--out", manifest.toString());
        Path dump = Files.writeString(directory.resolve("dump.sql"), "--\n-- PostgreSQL database dump\n--\n");
        try (WireProxy proxy = WireProxy.to(database)) {
            String elsewhere = database.dsnThrough(proxy);
            CommandRun byLive = run("backup-check", "restore", dump.toString(), "--scratch-dsn", elsewhere);
            CommandRun byManifest = CommandRun.of(
                    Map.of("EXO_ENCRYPTION_KEY", MigrateStage.KEY),
                    "backup-check",
                    "restore",
                    dump.toString(),
                    "--scratch-dsn",
                    elsewhere,
                    "--manifest",
                    manifest.toString());
            CommandRun notEmpty = CommandRun.of(
                    Map.of("EXO_ENCRYPTION_KEY", MigrateStage.KEY),
                    "backup-check",
                    "restore",
                    dump.toString(),
                    "--scratch-dsn",
                    elsewhere);

            assertThat(List.of(byLive, byManifest, notEmpty)).allSatisfy(run -> {
                assertThat(run.code()).isEqualTo(14);
                assertThat(run.out()).isEmpty();
            });
            assertThat(byLive.err()).contains("the scratch server is the live one");
            assertThat(byManifest.err()).contains("the server in the manifest");
            assertThat(notEmpty.err()).contains("is not empty");
        }
    }

    private List<String> command(WireProxy proxy, Path manifest, String... options) throws IOException {
        List<String> line = new ArrayList<>(List.of("backup-check", "manifest", "--out", manifest.toString(), "--"));
        line.add(ClientPrograms.directory().resolve("pg_dump").toString());
        line.addAll(List.of("-h", "127.0.0.1", "-p", String.valueOf(proxy.port())));
        line.addAll(List.of(options));
        return line;
    }

    private Path script(String name, String body) throws IOException {
        Path script = Files.writeString(directory.resolve(name), "#!/bin/sh\n" + body + "\n");
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private CommandRun run(List<String> arguments) {
        return run(arguments.toArray(String[]::new));
    }

    private CommandRun run(String... arguments) {
        return CommandRun.of(
                Map.of(
                        "EXO_DATABASE_DSN",
                        database.dsn(),
                        "EXO_ENCRYPTION_KEY",
                        MigrateStage.KEY,
                        "PATH",
                        System.getenv("PATH"),
                        "HOME",
                        System.getProperty("user.home")),
                arguments);
    }

    private static TableContents table(Manifest manifest, String name) {
        return manifest.tables().stream()
                .filter(table -> table.relation().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** The specification, by the other way: whole numbers of any size. */
    private static String sum(String... lines) throws Exception {
        BigInteger sum = BigInteger.ZERO;
        for (String line : lines) {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(line.getBytes(StandardCharsets.UTF_8));
            sum = sum.add(new BigInteger(1, Arrays.copyOf(hash, 16)));
        }
        return "%032x".formatted(sum.mod(BigInteger.ONE.shiftLeft(128)));
    }

    private static String sha256(Path file) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }
}
