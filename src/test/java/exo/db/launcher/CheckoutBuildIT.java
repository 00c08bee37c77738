package exo.db.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.testing.Alone;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a launcher in a checkout builds, and what becomes of the start-up caches it makes after that. */
@Alone
final class CheckoutBuildIT {
    private static final List<String> DIRECTLY = List.of();

    @TempDir
    private Path temporary;

    private LauncherStage stage;
    private Path java;
    private Path launcher;
    private Path root;

    @BeforeEach
    void checkOut() throws IOException {
        stage = new LauncherStage(temporary);
        java = stage.java("25.0.3");
        launcher = stage.with("EXO_JAVA_HOME", java).checkout();
        root = stage.directory().resolve("checkout");
    }

    private long builds() throws IOException {
        Path log = root.resolve("builds");
        return Files.exists(log) ? Files.readAllLines(log).size() : 0;
    }

    /** As if nobody had touched the sources for an hour. */
    private void ageTheSources() throws IOException {
        FileTime past = FileTime.from(Instant.now().minusSeconds(3600));
        try (var sources = Files.walk(root.resolve("src/main"))) {
            for (Path source : sources.toList()) {
                Files.setLastModifiedTime(source, past);
            }
        }
        Files.setLastModifiedTime(root.resolve("pom.xml"), past);
    }

    @Test
    void buildsOnFirstUseAndTellsSoOnStderr() throws Exception {
        LauncherRun run = stage.run(launcher, "migrate");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualTo("from java\n");
        assertThat(run.err()).contains("exo-db-cli: building (first use) ...\n", "exo-db-cli: built in ");
        assertThat(root.resolve("builds")).hasContent("built with -q -B -Dstyle.color=never package -Dlauncher");
        assertThat(Files.isSymbolicLink(root.resolve("target/exo-db-cli.lock"))).isFalse();
    }

    @Test
    void buildsNothingWhileTheSourcesStay() throws Exception {
        ageTheSources();
        stage.run(launcher);

        LauncherRun again = stage.run(launcher);

        assertThat(again.err()).isEmpty();
        assertThat(builds()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pom.xml", "src/main/Changed.java", "src/main"})
    void buildsAgainWhenASourceOrADirectoryThatLostOneIsNewer(String changed) throws Exception {
        Files.createFile(root.resolve("src/main/Changed.java"));
        ageTheSources();
        stage.run(launcher);
        Files.setLastModifiedTime(
                root.resolve(changed), FileTime.from(Instant.now().plusSeconds(60)));

        LauncherRun again = stage.run(launcher);

        assertThat(again.err()).contains("building (sources changed)");
        assertThat(builds()).isEqualTo(2);
    }

    @Test
    void buildsAgainWhenASourceChangedWhileMavenRan() throws Exception {
        ageTheSources();
        Files.createFile(root.resolve("edited"));
        stage.run(launcher);
        Files.delete(root.resolve("edited"));

        stage.run(launcher);

        assertThat(builds()).isEqualTo(2);
    }

    @Test
    void leavesTheBuildAloneWhenToldTo() throws Exception {
        stage.run(launcher);
        Files.setLastModifiedTime(
                root.resolve("pom.xml"), FileTime.from(Instant.now().plusSeconds(60)));

        LauncherRun run = stage.with("EXO_DB_CLI_BUILD", "off").run(launcher);

        assertThat(run.exitCode()).isZero();
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void runsAnOldBuildInACheckoutThatCannotBeWritten() throws Exception {
        stage.run(launcher);
        Files.setLastModifiedTime(
                root.resolve("pom.xml"), FileTime.from(Instant.now().plusSeconds(60)));
        seeNothingAsWritable();

        LauncherRun run = stage.run(launcher);

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void saysThatACheckoutThatCannotBeWrittenWasNeverBuilt() throws Exception {
        seeNothingAsWritable();

        LauncherRun run = stage.run(launcher);

        assertThat(run.exitCode()).isEqualTo(14);
        assertThat(run.err()).contains("exo-db-cli: this checkout was never built\n", "is read-only");
    }

    /** Permissions do not bind root, whom tests may run as. */
    private void seeNothingAsWritable() throws IOException {
        Files.writeString(launcher, Files.readString(launcher).replace("[ -w \"$directory\" ]", "false"));
    }

    @Test
    void endsTheBuildWhenItIsTerminated() throws Exception {
        Path started = root.resolve("started");
        Files.writeString(stage.directory().resolve("maven/mvn"), "#!/bin/sh\necho $$ >started\nexec sleep 100\n");
        LauncherStage.Started building = stage.start(DIRECTLY, launcher);
        while (building.process().isAlive() && (!Files.exists(started) || Files.size(started) == 0)) {
            Thread.onSpinWait();
        }

        building.process().destroy();
        LauncherRun run = stage.finish(building);

        assertThat(run.exitCode()).isEqualTo(143);
        assertThat(ProcessHandle.of(Long.parseLong(Files.readString(started).strip())))
                .isEmpty();
        assertThat(Files.isSymbolicLink(root.resolve("target/exo-db-cli.lock"))).isFalse();
    }

    @Test
    void buildsOnceForManyThatStartAtOnce() throws Exception {
        ageTheSources();
        List<LauncherStage.Started> started = List.of(
                stage.start(DIRECTLY, launcher), stage.start(DIRECTLY, launcher), stage.start(DIRECTLY, launcher));

        for (LauncherStage.Started one : started) {
            assertThat(stage.finish(one).exitCode()).isZero();
        }

        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void takesOverTheLockOfAProcessThatIsGone() throws Exception {
        Process gone = new ProcessBuilder("true").start();
        gone.waitFor();
        Files.createDirectories(root.resolve("target"));
        Files.createSymbolicLink(root.resolve("target/exo-db-cli.lock"), Path.of("process-" + gone.pid()));

        LauncherRun run = stage.run(launcher);

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).doesNotContain("waiting");
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void showsMavensOutputOnlyWhenTheBuildFails() throws Exception {
        Files.createFile(root.resolve("broken"));

        LauncherRun run = stage.run(launcher);

        assertThat(run.exitCode()).isEqualTo(14);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("cannot find symbol\nexo-db-cli: the build of this checkout failed\n");
        assertThat(Files.isSymbolicLink(root.resolve("target/exo-db-cli.lock"))).isFalse();
    }

    @Test
    void saysThatMavenIsMissing() throws Exception {
        Files.delete(stage.directory().resolve("maven/mvn"));
        Path tools = Files.createDirectory(stage.directory().resolve("tools"));
        for (String tool : List.of("find", "ln", "mkdir", "rm")) {
            Files.copy(Path.of("/usr/bin", tool), tools.resolve(tool), StandardCopyOption.COPY_ATTRIBUTES);
        }

        LauncherRun run = stage.with("PATH", tools).run(List.of("/bin/sh"), launcher);

        assertThat(run.exitCode()).isEqualTo(14);
        assertThat(run.err()).contains("exo-db-cli: cannot build this checkout\n", "mvn is not on the PATH");
    }

    @Test
    void makesBothCachesAndUsesTheOneThatFits() throws Exception {
        ageTheSources();
        LauncherRun first = stage.run(launcher, "dsn");
        List<String> small = LauncherStage.argumentsOf(java);
        stage.run(launcher, "--dsn", "migrate", "partitions", "list");
        List<String> full = LauncherStage.argumentsOf(java);

        String suffix = "-0000000000000000-Fake_Vendor-25.0.3+9.aot";
        Path caches = root.resolve("target/exo-db-cli/cache");
        assertThat(first.err()).contains("exo-db-cli: making the start-up caches ...\n", "exo-db-cli: made in ");
        assertThat(small).contains("-XX:AOTCache=" + caches.resolve("small" + suffix));
        assertThat(full).contains("-XX:AOTCache=" + caches.resolve("full" + suffix));
    }

    @Test
    void trainsAwayFromTheCallersDatabaseAndKeys() throws Exception {
        stage.with("EXO_DATABASE_DSN", "postgres://production")
                .with("PGPASSWORD", "x")
                .run(launcher);

        String training = Files.readString(java.resolve("training"));
        assertThat(training).doesNotContain("EXO_", "PGPASSWORD", "HOME=" + stage.directory());
    }

    @Test
    void neverUsesTheCacheOfAnotherBuild() throws Exception {
        stage.run(launcher);
        Files.writeString(root.resolve("target/exo-db-cli/build.key"), "f".repeat(64) + "\n");

        stage.with("EXO_DB_CLI_BUILD", "off").run(launcher);

        assertThat(LauncherStage.argumentsOf(java)).noneMatch(argument -> argument.startsWith("-XX:AOTCache"));
    }

    @Test
    void neverUsesTheCacheOfAnotherJava() throws Exception {
        stage.run(launcher);
        Path other = stage.java("25.0.4");

        stage.with("EXO_DB_CLI_BUILD", "off").with("EXO_JAVA_HOME", other).run(launcher);

        assertThat(LauncherStage.argumentsOf(other)).noneMatch(argument -> argument.startsWith("-XX:AOTCache"));
    }

    @Test
    void preparesAnInstallationAndRemovesTheCachesOfOtherBuilds() throws Exception {
        Path installed = stage.installed();
        Path app = stage.directory().resolve("prefix/lib/exo-db-cli");
        Path old = Files.createDirectories(app.resolve("cache")).resolve("full-0123456789abcdef-Fake-25.aot");
        Files.writeString(old, "old");

        LauncherRun run = stage.run(installed, "--prepare");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEmpty();
        try (var files = Files.list(app.resolve("cache"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "full-aaaaaaaaaaaaaaaa-Fake_Vendor-25.0.3+9.aot",
                            "small-aaaaaaaaaaaaaaaa-Fake_Vendor-25.0.3+9.aot");
        }
    }

    @Test
    void writesNothingInABuiltCheckout() throws Exception {
        ageTheSources();
        stage.run(launcher);
        Map<String, String> before = LauncherStage.filesBelow(root);

        stage.run(launcher, "migrate");

        assertThat(LauncherStage.filesBelow(root)).isEqualTo(before);
    }
}
