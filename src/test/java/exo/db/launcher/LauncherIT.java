package exo.db.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.testing.Alone;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How an installed launcher finds Java, and how it hands over to it. */
@Alone
final class LauncherIT {
    @TempDir
    private Path temporary;

    private LauncherStage stage;

    @BeforeEach
    void setTheStage() throws IOException {
        stage = new LauncherStage(temporary);
    }

    /** {@code /bin/sh}, and the other shells that scripts meet, where this machine has them. */
    static Stream<List<String>> shells() {
        return Stream.of(List.of("/bin/sh"), List.of("/bin/dash"), List.of("/bin/bash"), List.of("/bin/busybox", "sh"))
                .filter(shell -> Files.isExecutable(Path.of(shell.getFirst())));
    }

    @ParameterizedTest
    @MethodSource("shells")
    void passesArgumentsOnUnchanged(List<String> shell) throws Exception {
        Path java = stage.java("25.0.3");
        String[] arguments = {"migrate", "", "two words", "*", "$HOME", "it's \"quoted\"", "back\\slash", "--", "-x"};

        LauncherRun run = stage.with("EXO_JAVA_HOME", java).run(shell, stage.installed(), arguments);

        assertThat(run.exitCode()).isZero();
        assertThat(LauncherStage.argumentsOf(java)).endsWith(arguments);
        assertThat(run.out()).isEqualTo("from java\n");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void endsWithTheProgramsExitCode() throws Exception {
        Path java = stage.java("25.0.3");
        Files.writeString(java.resolve("exit"), "15\n");

        LauncherRun run = stage.with("EXO_JAVA_HOME", java).run(stage.installed(), "migrate");

        assertThat(run.exitCode()).isEqualTo(15);
    }

    @Test
    void becomesTheProgramSoThatSignalsReachIt() throws Exception {
        Path java = stage.java("25.0.3");

        LauncherRun run = stage.with("EXO_JAVA_HOME", java).run(stage.installed());

        assertThat(Files.readString(java.resolve("pid")).strip()).isEqualTo(Long.toString(run.pid()));
    }

    @Test
    void findsItsFilesThroughSymbolicLinks() throws Exception {
        Path java = stage.java("25.0.3");
        Path launcher = stage.installed();
        Path away = Files.createDirectories(stage.directory().resolve("some where/else"));
        Path relative = Files.createSymbolicLink(away.resolve("relative"), away.relativize(launcher));
        Path twice = Files.createSymbolicLink(stage.directory().resolve("twice"), relative);

        LauncherRun run = stage.with("EXO_JAVA_HOME", java).run(twice);

        assertThat(run.exitCode()).isZero();
        assertThat(jarOf(java)).exists();
    }

    @Test
    void findsItsFilesWhenCalledByARelativeNameOrThroughThePath() throws Exception {
        Path java = stage.java("25.0.3");
        Path launcher = stage.installed();
        stage.with("EXO_JAVA_HOME", java).with("PATH", launcher.getParent() + ":/usr/bin:/bin");

        LauncherRun relative = stage.run(Path.of("prefix/bin/exo-db-cli"));
        LauncherRun throughPath = stage.run(List.of("/bin/sh", "-c", "exo-db-cli status"), Path.of("unused"));

        assertThat(List.of(relative.exitCode(), throughPath.exitCode())).containsExactly(0, 0);
        assertThat(jarOf(java)).exists();
    }

    private static Path jarOf(Path java) throws IOException {
        List<String> arguments = LauncherStage.argumentsOf(java);
        return Path.of(arguments.get(arguments.indexOf("-jar") + 1));
    }

    @Test
    void writesNothingInAnInstallation() throws Exception {
        Path launcher = stage.installed();
        Path prefix = stage.directory().resolve("prefix");
        Map<String, String> before = LauncherStage.filesBelow(prefix);

        stage.with("EXO_JAVA_HOME", stage.java("25.0.3")).run(launcher, "migrate");

        assertThat(LauncherStage.filesBelow(prefix)).isEqualTo(before);
        assertThat(stage.directory().resolve("home")).isEmptyDirectory();
    }

    @Test
    void saysWhatAnIncompleteInstallationLacks() throws Exception {
        Path launcher = stage.installed();
        Files.delete(stage.directory().resolve("prefix/lib/exo-db-cli/lib/exo-db-cli.jar"));

        LauncherRun run = stage.with("EXO_JAVA_HOME", stage.java("25.0.3")).run(launcher);

        assertThat(run.exitCode()).isEqualTo(14);
        assertThat(run.err()).contains("exo-db-cli: the program's files are not where they belong", "exo-db-cli.jar");
    }

    @ParameterizedTest
    @CsvSource({
        "--version, exo-db-cli--version.txt",
        "-V, exo-db-cli--version.txt",
        "--help, exo-db-cli.txt",
        "-h, exo-db-cli.txt",
        "help, exo-db-cli.txt",
        "help help, exo-db-cli_help.txt",
        "partitions list --help, exo-db-cli_partitions_list.txt",
        "partitions list -h, exo-db-cli_partitions_list.txt",
        "help partitions adopt-default, exo-db-cli_partitions_adopt-default.txt"
    })
    void answersWithWhatTheBuildHasWrittenDownAndWithoutJava(String line, String page) throws Exception {
        stage.help(page, "Usage: as\n  \\t typed\n\nend\n");

        LauncherRun run = stage.with("EXO_JAVA_HOME", stage.directory()).run(stage.installed(), line.split(" ", -1));

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).isEqualTo("Usage: as\n  \\t typed\n\nend\n");
    }

    @ParameterizedTest
    @MethodSource("shells")
    void fillsHelpAnewWhereTheTerminalIsNarrow(List<String> shell) throws Exception {
        stage.help("exo-db-cli.txt", """
                Usage: exo-db-cli [-hv] [--embedded
                                  [=DIR]] [--config=FILE] COMMAND
                      --dsn=DSN              Connection string, as for psql: keywords or postgres://. Else
                                               EXO_DATABASE_DSN.
                      --allow=HAZARD[,HAZARD...]
                                             Take steps * that own up to this.

                A sentence that is filled anew, since it is longer than the terminal is wide, \\t and goes
                on here.
                Another.

                Examples:
                  exo-db-cli retention set production --days 30 --dry-run --output json
                """);
        String onATerminal = "script -qec \"stty cols 60; %s '$0' $*\" /dev/null".formatted(String.join(" ", shell));

        LauncherRun run = stage.run(List.of("/bin/sh", "-c", onATerminal), stage.installed(), "--help");

        assertThat(run.out().replace("\r", "")).isEqualTo("""
                Usage: exo-db-cli [-hv] [--embedded[=DIR]] [--config=FILE]
                       COMMAND
                      --dsn=DSN              Connection string, as for psql:
                                             keywords or postgres://. Else
                                             EXO_DATABASE_DSN.
                      --allow=HAZARD[,HAZARD...]
                                             Take steps * that own up to
                                             this.

                A sentence that is filled anew, since it is longer than the
                terminal is wide, \\t and goes on here.
                Another.

                Examples:
                  exo-db-cli retention set production --days 30 --dry-run --output json
                """);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "migrate", "migrate --dry-run --help", "migrate --help --dry-run", "migrate help", "nosuch --help",
                "../help/exo-db-cli --help", "help --help", "migrate --version", "--help --version", "-- --help"
            })
    void hasTheProgramAnswerWhereMoreIsAskedForThanHelp(String line) throws Exception {
        stage.help("exo-db-cli.txt", "help\n");
        stage.help("exo-db-cli_migrate.txt", "help\n");
        stage.help("exo-db-cli--version.txt", "version\n");

        LauncherRun run = stage.with("EXO_JAVA_HOME", stage.java("25.0.3")).run(stage.installed(), line.split(" ", -1));

        assertThat(run.out()).isEqualTo("from java\n");
    }

    @Test
    void passesOverAJavaThatIsTooOld() throws Exception {
        Path newer = stage.java("25.0.3");
        stage.with("JAVA_HOME", stage.java("21.0.7")).with("PATH", newer.resolve("bin") + ":/usr/bin:/bin");

        LauncherRun run = stage.run(stage.installed());

        assertThat(run.exitCode()).isZero();
        assertThat(newer.resolve("arguments")).exists();
    }

    @ParameterizedTest
    @CsvSource({"25", "25.0.3", "26-ea", "100.1"})
    void takesJavaHomeWhenItIsNewEnough(String version) throws Exception {
        Path java = stage.java(version);

        LauncherRun run = stage.with("JAVA_HOME", java).run(stage.installed());

        assertThat(run.exitCode()).isZero();
        assertThat(java.resolve("arguments")).exists();
    }

    @Test
    void asksAJavaThatHasNoReleaseFile() throws Exception {
        Path java = stage.javaWithoutReleaseFile("plain java");

        LauncherRun run = stage.with("EXO_JAVA_HOME", java).run(stage.installed());

        assertThat(run.exitCode()).isZero();
        assertThat(java.resolve("arguments")).exists();
    }

    @Test
    void findsJavaThroughTheLinksOnThePath() throws Exception {
        Path java = stage.java("25.0.3");
        Path bin = Files.createDirectories(stage.directory().resolve("bin"));
        Files.createSymbolicLink(bin.resolve("java"), java.resolve("bin/java"));

        LauncherRun run = stage.with("PATH", bin + ":/usr/bin:/bin").run(stage.installed());

        assertThat(run.exitCode()).isZero();
        assertThat(java.resolve("arguments")).exists();
    }

    @ParameterizedTest
    @CsvSource({"21.0.7, Java 21.0.7 in", "1.8.0_492, Java 1.8.0_492 in"})
    void takesNoOtherJavaThanTheOneInExoJavaHome(String version, String why) throws Exception {
        stage.with("JAVA_HOME", stage.java("25.0.3")).with("EXO_JAVA_HOME", stage.java(version));

        LauncherRun run = stage.run(stage.installed(), "migrate");

        assertThat(run.exitCode()).isEqualTo(14);
        assertThat(run.err()).contains("exo-db-cli: EXO_JAVA_HOME does not name a Java 25 or newer", why, "  next: ");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void saysThatExoJavaHomeHoldsNoJava() throws Exception {
        stage.with("EXO_JAVA_HOME", "/nowhere");

        LauncherRun run = stage.run(stage.installed());

        assertThat(run.exitCode()).isEqualTo(14);
        assertThat(run.err()).contains("  why:  there is no program /nowhere/bin/java\n");
    }

    @Test
    void saysHowToGetAJavaWhenThereIsNone() throws Exception {
        stage.with("JAVA_HOME", stage.java("21.0.7")).with("PATH", "/nowhere");

        LauncherRun run = stage.run(List.of("/bin/sh"), demandingJava99());

        assertThat(run.exitCode()).isEqualTo(14);
        assertThat(run.err())
                .contains("exo-db-cli: there is no Java 99 or newer\n", "Java 21.0.7 in ", "install a JDK 99");
    }

    @Test
    void failsAsOneJsonObjectWhereJsonIsWanted() throws Exception {
        stage.with("EXO_JAVA_HOME", "/no\"where\\");

        LauncherRun run = stage.run(stage.installed(), "retention", "--output", "json", "list");

        assertThat(run.err())
                .startsWith("{\"error\":{\"code\":14,\"id\":\"java.unusable\",")
                .contains("there is no program /no\\\"where\\\\/bin/java")
                .endsWith("\"retryable\":false,\"sqlstate\":null,\"details\":[]}}\n");
    }

    /** No machine has such a Java in any of the places that are searched. */
    private Path demandingJava99() throws IOException {
        Path launcher = stage.installed();
        String text = Files.readString(launcher);
        Files.writeString(launcher, text.replace("JAVA_NEEDED=25", "JAVA_NEEDED=99"));
        return launcher;
    }

    @Test
    void addsTheCallersOptionsForTheVirtualMachine() throws Exception {
        Path java = stage.java("25.0.3");
        stage.with("EXO_JAVA_HOME", java).with("EXO_JAVA_OPTS", "-Xmx64m  -Dglob=*");

        stage.run(stage.installed(), "status");

        assertThat(LauncherStage.argumentsOf(java)).containsSubsequence("-Xmx64m", "-Dglob=*", "-jar");
    }

    @ParameterizedTest
    @CsvSource({"EXO_JAVA_OPTS", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"})
    void leavesTheCollectorToACallerWhoChoseOne(String variable) throws Exception {
        Path java = stage.java("25.0.3");
        stage.with("EXO_JAVA_HOME", java).with(variable, "-XX:+UseG1GC");

        stage.run(stage.installed(), "status");

        assertThat(LauncherStage.argumentsOf(java)).doesNotContain("-XX:+UseSerialGC");
    }

    @ParameterizedTest
    @CsvSource({
        "migrate, true",
        "--dsn serve-maintenance migrate, true",
        "retention list, true",
        "--output json retention enforce, true",
        "bootstrap-keyring seal, false",
        "serve-maintenance --once, true"
    })
    void optimisesOnlyWhereACommandRunsLong(String command, boolean quick) throws Exception {
        Path java = stage.java("25.0.3");

        stage.with("EXO_JAVA_HOME", java).run(stage.installed(), command.split(" "));

        assertThat(LauncherStage.argumentsOf(java).contains("-XX:TieredStopAtLevel=1"))
                .isEqualTo(quick);
    }
}
