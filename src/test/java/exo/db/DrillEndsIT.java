package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.testing.OwnServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a drill leaves behind, however it ends: nothing. */
final class DrillEndsIT {
    private static final String HEAD = """
            --
            -- PostgreSQL database dump
            --

            -- Dumped from database version 16.15
            -- Dumped by pg_dump version 16.15

            CREATE TABLE public.t (id bigint);
            """;
    private static final String DATABASES = "select string_agg(datname, ' ' order by datname) from pg_database";
    private static final String DRILLING =
            "select count(*) from pg_stat_activity where datname like 'exo_drill_%' and query like '%pg_sleep%'";
    private static final String SLEEP = "SELECT pg_catalog.pg_sleep(600);\n";
    private static final String END = """
            --
            -- PostgreSQL database dump complete
            --

            """;

    @TempDir
    private Path directory = Path.of("");

    @Test
    void aServerOfItsOwnIsGoneAfterASignalAndAfterAKillWithTheNextDrill() throws Exception {
        Path scratch = Files.createDirectory(directory.resolve("scratch"));
        Path endless = Files.writeString(directory.resolve("endless.sql"), HEAD + SLEEP + END);
        Path quick = Files.writeString(directory.resolve("quick.sql"), HEAD + END);
        String option = "--scratch-dir=" + scratch;

        Process signalled = launch(endless, option);
        awaitServer(scratch);
        signalled.destroy();
        int code = signalled.waitFor();
        List<Path> afterSignal = entries(scratch);
        Process killed = launch(endless, option);
        awaitServer(scratch);
        killed.destroyForcibly().waitFor();
        List<Path> afterKill = entries(scratch);
        int next = launch(quick, option).waitFor();

        assertThat(code).isEqualTo(143);
        assertThat(afterSignal).isEmpty();
        assertThat(afterKill).hasSize(1);
        assertThat(next).isEqualTo(12);
        assertThat(entries(scratch)).isEmpty();
    }

    @Test
    void aDatabaseOnAnotherServerIsGoneTooAndNoOtherWasTouched() throws Exception {
        Path endless = Files.writeString(directory.resolve("endless.sql"), HEAD + SLEEP + END);
        Path quick = Files.writeString(directory.resolve("quick.sql"), HEAD + END);
        try (OwnServer server = OwnServer.make(Files.createDirectory(directory.resolve("server")))) {
            server.start();
            server.execute("create database exo_drill_mine");
            String option = "--scratch-dsn=" + server.dsn() + " sslmode=disable";
            Process signalled = launch(endless, option);
            await(server, DRILLING, "1");
            signalled.destroy();
            int code = signalled.waitFor();
            String afterSignal = server.value(DATABASES);
            Process killed = launch(endless, option);
            await(server, DRILLING, "1");
            killed.destroyForcibly().waitFor();
            server.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname like 'exo_drill_%'");
            await(server, "select count(*) from pg_stat_activity where datname like 'exo_drill_%'", "0");

            int next = launch(quick, option).waitFor();

            assertThat(code).isEqualTo(143);
            assertThat(afterSignal).isEqualTo("exo_drill_mine postgres template0 template1");
            assertThat(next).isEqualTo(12);
            assertThat(server.value(DATABASES)).isEqualTo("exo_drill_mine postgres template0 template1");
        }
    }

    private static Process launch(Path dump, String option) throws IOException {
        return CommandProcess.start(Map.of(), "backup-check", "restore", dump.toString(), option);
    }

    private static void awaitServer(Path scratch) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (System.nanoTime() < deadline) {
            try (Stream<Path> files = Files.find(
                    scratch, 3, (path, facts) -> path.getFileName().toString().equals("postmaster.pid"))) {
                if (files.anyMatch(DrillEndsIT::isReady)) {
                    return;
                }
            } catch (UncheckedIOException moved) {
                // initdb's directory was just renamed.
                Thread.onSpinWait();
            }
        }
        throw new AssertionError("no server in " + scratch);
    }

    private static boolean isReady(Path pidFile) {
        try {
            return Files.readString(pidFile).contains("ready");
        } catch (IOException gone) {
            return false;
        }
    }

    private static void await(OwnServer server, String query, String wanted) throws SQLException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (System.nanoTime() < deadline) {
            if (server.value(query).equals(wanted)) {
                return;
            }
        }
        throw new AssertionError("never " + wanted + ": " + query);
    }

    private static List<Path> entries(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList();
        }
    }
}
