package exo.db.database.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Runs {@code initdb}, {@code pg_ctl} and {@code postgres} under an account that PostgreSQL accepts.
 *
 * <p>They inherit nothing from this process's environment but the search path: no key, no connection string, no
 * {@code PG} variable.
 */
final class ServerPrograms {
    /** The account without rights; Linux gives this number to nobody everywhere. */
    private static final int NOBODY = 65534;

    private final Path programs;
    private final List<String> prefix;

    private ServerPrograms(Path programs, List<String> prefix) {
        this.programs = programs;
        this.prefix = prefix;
    }

    /** How a program ended, with its output and its errors as one text. */
    record Outcome(int exitCode, String output) {
        boolean succeeded() {
            return exitCode == 0;
        }
    }

    /**
     * Finds out how the server can run here.
     *
     * <p>Root becomes an unmapped user of a new user namespace, to which all files still belong. Where the kernel
     * forbids that, root hands the directory to nobody and runs the server as nobody; a directory that belongs to
     * another user already is served as that user.
     *
     * @throws EmbeddedServerUnavailable when root cannot become anyone else
     */
    static ServerPrograms forDirectory(Path directory, Path programs) throws IOException {
        if (currentUser(directory) != 0) {
            return new ServerPrograms(programs, List.of());
        }
        int owner = (int) Files.getAttribute(directory, "unix:uid");
        if (owner == 0) {
            ServerPrograms inNamespace = new ServerPrograms(programs, List.of("unshare", "-U"));
            if (inNamespace.run("initdb", List.of("--version"), "").succeeded()) {
                return inNamespace;
            }
        }
        int group = owner == 0 ? NOBODY : (int) Files.getAttribute(directory, "unix:gid");
        return asUser(owner == 0 ? NOBODY : owner, group, directory, programs);
    }

    private static ServerPrograms asUser(int user, int group, Path directory, Path programs) throws IOException {
        ServerPrograms asUser = new ServerPrograms(
                programs, List.of("setpriv", "--reuid=" + user, "--regid=" + group, "--clear-groups"));
        Outcome outcome = asUser.run("initdb", List.of("--version"), "");
        if (!outcome.succeeded()) {
            throw EmbeddedServerUnavailable.programs(
                    "PostgreSQL does not run as root, and nothing here lets root run it as another user",
                    "unshare -U is forbidden, and setpriv says: "
                            + outcome.output().strip(),
                    "run exo-db-cli as another user, or use a PostgreSQL 16 server of your own with --dsn");
        }
        FileTree.give(directory, user, group);
        return asUser;
    }

    /** The effective user, told by whom the kernel makes the owner of a new file. */
    private static int currentUser(Path directory) throws IOException {
        Path probe = Files.createTempFile(directory, "probe", ".new");
        try {
            return (int) Files.getAttribute(probe, "unix:uid");
        } finally {
            Files.delete(probe);
        }
    }

    /** Runs a program to its end, with a text as its input. */
    Outcome run(String program, List<String> arguments, String input) {
        try {
            Process process =
                    builder(program, arguments).redirectErrorStream(true).start();
            try (OutputStream stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            }
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Outcome(process.onExit().join().exitValue(), output);
        } catch (IOException e) {
            // Not there, or not to be run: to the caller the same as a program that fails.
            return new Outcome(127, String.valueOf(e.getMessage()));
        }
    }

    /** Starts a program whose output nobody reads. */
    Process launch(String program, List<String> arguments) {
        try {
            return builder(program, arguments)
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ProcessBuilder builder(String program, List<String> arguments) {
        List<String> command = Stream.of(
                        prefix, List.of(programs.resolve(program).toString()), arguments)
                .flatMap(List::stream)
                .toList();
        ProcessBuilder builder = new ProcessBuilder(command);
        Map<String, String> environment = builder.environment();
        environment.keySet().retainAll(Set.of("PATH"));
        environment.put("LC_ALL", "C");
        environment.put("TZ", "UTC");
        return builder;
    }
}
