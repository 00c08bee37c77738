package exo.db.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A directory of its own in which a copy of the launcher runs with an environment of its own, beside Javas and a Maven
 * that only write down how they were called.
 *
 * <p>The directory's name holds a space, so that every test is one of quoting too.
 */
final class LauncherStage {
    /** Far beyond what any test takes: only a launcher that hangs gets there. */
    private static final long PATIENCE_SECONDS = 120;

    /**
     * Writes down its arguments and its process; makes the cache it is asked for; ends as its file {@code exit} says.
     */
    private static final String FAKE_JAVA = """
            #!/bin/sh
            home=${0%/bin/java}
            for argument; do
                case $argument in
                    -version) echo 'openjdk version "25.0.9" 2026-10-20' >&2; exit 0 ;;
                    -XX:AOTCacheOutput=*) echo cache >"${argument#*=}"; env >"$home/training"; exit 1 ;;
                esac
            done
            echo "$$" >"$home/pid"
            printf '[%s]\\n' "$@" >"$home/arguments"
            echo 'from java'
            read -r code <"$home/exit"
            exit "$code"
            """;

    /** Builds what Maven builds, with a key that counts the builds. */
    private static final String FAKE_MAVEN = """
            #!/bin/sh
            echo "built with $*" >>builds
            [ ! -f broken ] || { echo 'cannot find symbol'; exit 1; }
            [ ! -f edited ] || until [ pom.xml -nt target/exo-db-cli.started ]; do touch pom.xml; done
            rm -rf target/exo-db-cli
            mkdir -p target/exo-db-cli/lib
            : >target/exo-db-cli/lib/exo-db-cli.jar
            printf '%064d\\n' "$(wc -l <builds)" >target/exo-db-cli/build.key
            """;

    private final Path directory;
    private final Map<String, String> environment = new HashMap<>();
    private int runs;

    LauncherStage(Path parent) throws IOException {
        directory = Files.createDirectory(parent.resolve("the stage"));
        environment.put("PATH", "/usr/bin:/bin");
        environment.put("HOME", Files.createDirectory(directory.resolve("home")).toString());
    }

    /** The launcher that is tested, where it is developed. */
    static Path original() {
        return Path.of(System.getProperty("exo.test.launcher"));
    }

    Path directory() {
        return directory;
    }

    LauncherStage with(String variable, Path value) {
        return with(variable, value.toString());
    }

    LauncherStage with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** A launcher as packages install it: {@code bin}, and {@code lib} with an empty program. */
    Path installed() throws IOException {
        Path app = Files.createDirectories(directory.resolve("prefix/lib/exo-db-cli/lib"));
        Files.createFile(app.resolve("exo-db-cli.jar"));
        Files.writeString(app.resolveSibling("build.key"), "a".repeat(64) + "\n");
        Path bin = Files.createDirectories(directory.resolve("prefix/bin"));
        return Files.copy(original(), bin.resolve("exo-db-cli"));
    }

    /** A text that the build has written down for an installed launcher, under the name of its file. */
    void help(String page, String text) throws IOException {
        Path help = Files.createDirectories(directory.resolve("prefix/lib/exo-db-cli/help"));
        Files.writeString(help.resolve(page), text);
    }

    /** A launcher in a checkout that was never built. */
    Path checkout() throws IOException {
        Path root = Files.createDirectories(directory.resolve("checkout"));
        Files.createDirectories(root.resolve("src/main"));
        Files.writeString(root.resolve("pom.xml"), "<project/>");
        program(directory.resolve("maven/mvn"), FAKE_MAVEN);
        with("PATH", directory.resolve("maven") + ":/usr/bin:/bin");
        return Files.copy(original(), root.resolve("exo-db-cli"));
    }

    /** A Java that says of itself to be of this version. */
    Path java(String version) throws IOException {
        Path home = javaWithoutReleaseFile("java " + version);
        Files.writeString(home.resolve("release"), """
                IMPLEMENTOR="Fake Vendor"
                JAVA_RUNTIME_VERSION="%1$s+9"
                JAVA_VERSION="%1$s"
                """.formatted(version));
        return home;
    }

    Path javaWithoutReleaseFile(String name) throws IOException {
        Path home = directory.resolve(name);
        program(home.resolve("bin/java"), FAKE_JAVA);
        Files.writeString(home.resolve("exit"), "0\n");
        return home;
    }

    private static void program(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    LauncherRun run(Path launcher, String... arguments) throws IOException, InterruptedException {
        return run(List.of(), launcher, arguments);
    }

    LauncherRun run(List<String> shell, Path launcher, String... arguments) throws IOException, InterruptedException {
        return finish(start(shell, launcher, arguments));
    }

    /** A launcher that has been started; {@link #finish} waits for it. */
    record Started(Process process, Path out, Path err) {}

    Started start(List<String> shell, Path launcher, String... arguments) throws IOException {
        runs++;
        List<String> command = new ArrayList<>(shell);
        command.add(launcher.toString());
        command.addAll(List.of(arguments));
        Path out = directory.resolve("out" + runs);
        Path err = directory.resolve("err" + runs);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return new Started(builder.start(), out, err);
    }

    LauncherRun finish(Started started) throws IOException, InterruptedException {
        Process process = started.process();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("the launcher hangs; it said: " + Files.readString(started.err()));
        }
        return new LauncherRun(
                process.pid(), process.exitValue(), Files.readString(started.out()), Files.readString(started.err()));
    }

    /** What the Java in this home was called with last. */
    static List<String> argumentsOf(Path home) throws IOException {
        return Files.readString(home.resolve("arguments"))
                .lines()
                .map(line -> line.substring(1, line.length() - 1))
                .toList();
    }

    /** Every file below a directory with its time, to see that nothing was written. */
    static Map<String, String> filesBelow(Path root) throws IOException {
        Map<String, String> files = new HashMap<>();
        try (var paths = Files.walk(root)) {
            paths.forEach(path -> files.put(path.toString(), timeOf(path)));
        }
        return files;
    }

    private static String timeOf(Path path) {
        try {
            return Files.getLastModifiedTime(path).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
