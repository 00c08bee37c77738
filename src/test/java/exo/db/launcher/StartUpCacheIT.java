package exo.db.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.testing.Alone;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real program, with the Java that runs the tests, with, without and in spite of its start-up caches. */
@Alone
final class StartUpCacheIT {
    @TempDir
    private Path temporary;

    private LauncherStage stage;
    private Path launcher;
    private Path app;

    @BeforeEach
    void installTheProgram() throws IOException {
        stage = new LauncherStage(temporary).with("EXO_JAVA_HOME", System.getProperty("java.home"));
        launcher = stage.installed();
        app = stage.directory().resolve("prefix/lib/exo-db-cli");
        Path built = LauncherStage.original().resolveSibling("target/exo-db-cli");
        try (var jars = Files.list(built.resolve("lib"))) {
            for (Path jar : jars.toList()) {
                Path copy = app.resolve("lib").resolve(jar.getFileName().toString());
                Files.copy(jar, copy, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Files.writeString(app.resolve("build.key"), Files.readString(built.resolve("build.key")));
    }

    @Test
    void answersTheSameWithACacheWithoutOneAndWithARuinedOne() throws Exception {
        LauncherRun without = stage.run(launcher, "--version");
        LauncherRun preparation = stage.run(launcher, "--prepare");
        LauncherRun with = stage.run(launcher, "--version");
        ruinTheCaches();
        LauncherRun ruined = stage.run(launcher, "--version");

        assertThat(preparation.exitCode()).isZero();
        assertThat(without.exitCode()).isZero();
        assertThat(without.out()).isNotEmpty();
        assertThat(with.out() + with.err() + with.exitCode()).isEqualTo(without.out() + without.err() + 0);
        assertThat(ruined.out() + ruined.err() + ruined.exitCode()).isEqualTo(without.out() + without.err() + 0);
    }

    @Test
    void letsTheVirtualMachineAcceptTheCache() throws Exception {
        stage.run(launcher, "--prepare");

        LauncherRun run = stage.with("EXO_JAVA_OPTS", "-Xlog:class+load").run(launcher, "--version");

        assertThat(run.out()).containsPattern("exo\\.db\\.Main source: shared objects file");
    }

    @Test
    void leavesTheCacheOutWhenTheCallerChoseAnotherOne() throws Exception {
        stage.run(launcher, "--prepare");

        LauncherRun run = stage.with("EXO_JAVA_OPTS", "-Xshare:off").run(launcher, "--version");

        assertThat(run.exitCode()).isZero();
    }

    private void ruinTheCaches() throws IOException {
        try (var caches = Files.list(app.resolve("cache"))) {
            for (Path cache : caches.toList()) {
                Files.delete(cache);
                Files.writeString(cache, "no cache at all");
            }
        }
    }
}
