package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The root file system of the container image, made as the image makes it, and the program run in it. */
final class PackagedRoot {
    private final Path directory;
    private final Path root;
    private int runs;

    private PackagedRoot(Path directory, Path root) {
        this.directory = directory;
        this.root = root;
    }

    /** How a script or a program in the container ended. */
    record Run(int code, String out, String err) {}

    /** Below a directory that stays for the test; takes as long as it takes to make the start-up caches. */
    static PackagedRoot make(Path directory) throws Exception {
        PackagedRoot made = new PackagedRoot(directory, directory.resolve("root"));
        Run run = made.script(Map.of("EXO_JAVA_HOME", System.getProperty("java.home")), "container/rootfs", "root");
        assertThat(run.code()).as(run.err()).isZero();
        return made;
    }

    Path path(String below) {
        return root.resolve(below);
    }

    /** A copy, which may be changed. */
    PackagedRoot copy(String name) throws Exception {
        Path other = directory.resolve(name);
        assertThat(new ProcessBuilder("cp", "-a", root.toString(), other.toString())
                        .start()
                        .waitFor())
                .isZero();
        return new PackagedRoot(directory, other);
    }

    /** Runs one of the scripts of this checkout. */
    Run script(Map<String, String> environment, String script, String... arguments) throws Exception {
        List<String> line = new ArrayList<>(
                List.of(Path.of("scripts").toAbsolutePath().resolve(script).toString()));
        line.addAll(List.of(arguments));
        return finish(start(line, environment));
    }

    /** Files that the container finds at a place. */
    record Volume(Path source, String place) {}

    /** Runs the program as the container does, with these variables and no others. */
    Run run(List<Volume> volumes, Map<String, String> variables, List<String> arguments) throws Exception {
        return finish(startContainer(volumes, variables, arguments));
    }

    /** A process whose output goes to files. */
    record Started(Process process, Path out, Path err) {}

    Started startContainer(List<Volume> volumes, Map<String, String> variables, List<String> arguments)
            throws IOException {
        List<String> line = new ArrayList<>(List.of("scripts/container/run", root.toString()));
        volumes.forEach(volume -> line.addAll(List.of("--volume", volume.source() + ":" + volume.place())));
        variables.forEach((name, value) -> line.add(name + "=" + value));
        line.addAll(arguments);
        line.set(0, Path.of(line.getFirst()).toAbsolutePath().toString());
        return start(line, Map.of());
    }

    private Started start(List<String> line, Map<String, String> environment) throws IOException {
        runs++;
        Path out = directory.resolve(root.getFileName() + ".out" + runs);
        Path err = directory.resolve(root.getFileName() + ".err" + runs);
        ProcessBuilder builder = new ProcessBuilder(line).directory(directory.toFile());
        builder.environment().putAll(environment);
        // The checkout was built for this test: a source that is edited meanwhile must not have it built again.
        builder.environment().put("EXO_DB_CLI_BUILD", "off");
        return new Started(
                builder.redirectOutput(Redirect.to(out.toFile()))
                        .redirectError(Redirect.to(err.toFile()))
                        .start(),
                out,
                err);
    }

    static Run finish(Started started) throws Exception {
        int code = started.process().waitFor();
        return new Run(code, Files.readString(started.out()), Files.readString(started.err()));
    }

    /** A directory that the container's user may read, and nobody else, as a cluster mounts it. */
    Path readable(String name, Map<String, String> files) throws Exception {
        Path made = Files.createDirectories(directory.resolve(name));
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = Files.writeString(made.resolve(file.getKey()), file.getValue());
            own(path);
            assertThat(new ProcessBuilder("chmod", "0400", path.toString())
                            .start()
                            .waitFor())
                    .isZero();
        }
        return made;
    }

    /** A directory that the container's user may write to. */
    Path writable(String name) throws Exception {
        Path made = Files.createDirectories(directory.resolve(name));
        own(made);
        return made;
    }

    /** Unprivileged, the container's user is the one who runs the test. */
    private static void own(Path path) throws Exception {
        if (System.getProperty("user.name").equals("root")) {
            assertThat(new ProcessBuilder("chown", "65532:65532", path.toString())
                            .start()
                            .waitFor())
                    .isZero();
        }
    }

    /** What is there, by its name below the root. */
    List<String> contents() throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            return paths.map(path -> root.relativize(path).toString()).sorted().toList();
        }
    }
}
