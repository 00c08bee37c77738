package exo.db.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.testing.Alone;
import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The program as the README tells a new user to run it, and as an init container runs it at every start. */
@Alone
@ExtendWith(PostgresExtension.class)
final class FirstUseIT {
    private static final String KEY = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    /** What a boot with nothing to do is to do without: it costs more than the rest of the work. */
    private static final List<String> HEAVY = List.of(
            "org.jooq.",
            "ch.qos.logback.",
            "org.slf4j.",
            "com.zaxxer.",
            "org.fusesource.",
            "com.fasterxml.",
            "exo.db.database.link.TlsClient");

    @TempDir
    private Path temporary;

    private LauncherStage stage;

    @BeforeEach
    void standInACheckout() throws IOException {
        stage = new LauncherStage(temporary).with("EXO_JAVA_HOME", System.getProperty("java.home"));
    }

    @Test
    void bringsAServerOfItsOwnAllTheWayAndStopsIt() throws Exception {
        Path trial = temporary.resolve("trial");

        LauncherRun first = stage.run(LauncherStage.original(), "migrate", "--embedded=" + trial);
        LauncherRun second = stage.run(LauncherStage.original(), "migrate", "--embedded=" + trial);

        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(first.out()).startsWith("migrated: database \"exo\"");
        assertThat(first.err()).contains("for trials, not for production").contains("6/6 monthly partitions");
        assertThat(second.exitCode()).as(second.err()).isZero();
        assertThat(second.out()).startsWith("nothing to do").hasLineCount(1);
        assertThat(trial.resolve("data/postmaster.pid")).doesNotExist();
    }

    @Test
    void loadsNothingHeavyWhenNothingIsToBeDone(TestDatabase database) throws Exception {
        Path loaded = temporary.resolve("classes.log");
        stage.with("EXO_DATABASE_DSN", database.dsn()).with("EXO_ENCRYPTION_KEY", KEY);
        LauncherRun first = stage.run(LauncherStage.original(), "migrate");

        // Without a start-up cache: the virtual machine maps all classes of one, whether they are asked for or not.
        LauncherRun second = stage.with("EXO_JAVA_OPTS", "-XX:AOTMode=off -Xlog:class+load:file=" + loaded)
                .run(LauncherStage.original(), "migrate");

        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(second.out()).startsWith("nothing to do");
        assertThat(second.err()).isEmpty();
        assertThat(namesIn(loaded)).contains("org.postgresql.jdbc.PgConnection").noneMatch(FirstUseIT::isHeavy);
    }

    @Test
    void hasMadeItsCachesOfWhatABootWithNothingToDoRuns(TestDatabase database) throws Exception {
        Path loaded = temporary.resolve("classes.log");
        stage.with("EXO_DATABASE_DSN", database.dsn()).with("EXO_ENCRYPTION_KEY", KEY);
        LauncherRun first = stage.run(LauncherStage.original(), "migrate");

        LauncherRun second =
                stage.with("EXO_JAVA_OPTS", "-Xlog:class+load:file=" + loaded).run(LauncherStage.original(), "migrate");

        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(second.out()).startsWith("nothing to do");
        // What a lambda stands for has to be made anew where no cache holds it, which takes longer than to run it.
        assertThat(Files.readAllLines(loaded))
                .filteredOn(line -> line.contains(" exo.db.") && line.contains("$$Lambda"))
                .hasSizeGreaterThan(50)
                .allMatch(line -> line.contains("source: shared objects file"));
    }

    private static boolean isHeavy(String name) {
        return HEAVY.stream().anyMatch(name::startsWith);
    }

    /** Lines such as {@code [0.1s][info][class,load] java.lang.Object source: shared objects file}. */
    private static List<String> namesIn(Path log) throws IOException {
        return Files.readAllLines(log).stream()
                .map(line -> line.substring(line.lastIndexOf(']') + 1).strip())
                .map(line -> line.substring(0, Math.max(0, line.indexOf(' '))))
                .toList();
    }
}
