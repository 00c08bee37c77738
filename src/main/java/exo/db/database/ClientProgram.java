package exo.db.database;

import exo.db.dsn.ClientVariables;
import exo.db.dsn.ResolvedConnection;
import exo.db.dsn.Secret;
import exo.db.dsn.ServerAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A program of PostgreSQL's own, such as {@code pg_dump}, that connects as a session did, to the same server.
 *
 * <p>Its password lies in a file that only its user may read and that is gone when it ends. Of our environment it has
 * neither this tool's variables, among them the key's, nor what would make it connect elsewhere.
 */
public final class ClientProgram {
    /** The last lines of what it said, which name what went wrong. */
    private static final int LINES_KEPT = 5;

    private final ResolvedConnection connection;
    private final Map<String, String> environment;
    private final Consumer<Runnable> beforeEnd;

    /**
     * @param connection as which it connects unless its arguments say otherwise
     * @param environment of this process
     * @param beforeEnd has something done before a signal ends this process
     */
    public ClientProgram(ResolvedConnection connection, Map<String, String> environment, Consumer<Runnable> beforeEnd) {
        this.connection = connection;
        this.environment = Map.copyOf(environment);
        this.beforeEnd = beforeEnd;
    }

    /** How it ended, with the last that it said; 127 where it could not be started. */
    public record Outcome(int exitCode, List<String> lastLines) {
        public Outcome {
            lastLines = List.copyOf(lastLines);
        }
    }

    /**
     * Runs it to its end.
     *
     * @param server the one of the connection's that is meant
     * @param audience hears what it says, line by line
     */
    public Outcome run(List<String> command, ServerFacts server, Consumer<String> audience) throws IOException {
        ServerAddress address = address(server);
        Path passwords = Files.createTempFile(
                "exo-db-cli-",
                ".pgpass",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(passwords, line(address.password()));
            return run(builder(command, ClientVariables.of(connection, address), passwords), audience);
        } finally {
            Files.deleteIfExists(passwords);
        }
    }

    private ServerAddress address(ServerFacts server) {
        return connection.servers().stream()
                .filter(candidate -> candidate.name().equals(server.host()) && candidate.port() == server.port())
                .findFirst()
                .orElseThrow();
    }

    private static String line(@Nullable Secret password) {
        return password == null
                ? ""
                : "*:*:*:*:" + password.reveal().replace("\\", "\\\\").replace(":", "\\:") + "\n";
    }

    private ProcessBuilder builder(List<String> command, Map<String, String> variables, Path passwords) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        Map<String, String> clean = new TreeMap<>(environment);
        clean.keySet().removeIf(name -> name.startsWith("EXO_") || name.startsWith("PG"));
        builder.environment().clear();
        builder.environment().putAll(clean);
        builder.environment().putAll(variables);
        builder.environment().put("PGPASSFILE", passwords.toString());
        // As our own sessions, so that both write the same text for the same value.
        builder.environment().put("PGTZ", "UTC");
        builder.environment().put("PGCLIENTENCODING", "UTF8");
        builder.environment().merge("PGOPTIONS", "-c bytea_output=hex", (given, ours) -> given + " " + ours);
        return builder;
    }

    private Outcome run(ProcessBuilder builder, Consumer<String> audience) {
        Deque<String> last = new ArrayDeque<>();
        Start start = new Start(builder);
        beforeEnd.accept(start::end);
        try {
            Process process = start.make();
            process.getOutputStream().close();
            try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    audience.accept(line);
                    last.add(line);
                    if (last.size() > LINES_KEPT) {
                        last.remove();
                    }
                }
            } finally {
                process.destroy();
            }
            return new Outcome(process.onExit().join().exitValue(), List.copyOf(last));
        } catch (IOException e) {
            return new Outcome(127, List.of(String.valueOf(e.getMessage())));
        }
    }

    /** Makes a process that a signal ends also while it is being made: it would go on without us. */
    private static final class Start {
        private final ProcessBuilder builder;
        private @Nullable Process process;
        private boolean isOver;

        Start(ProcessBuilder builder) {
            this.builder = builder;
        }

        synchronized Process make() throws IOException {
            if (isOver) {
                throw new IOException("interrupted before it began");
            }
            Process made = builder.start();
            process = made;
            return made;
        }

        synchronized void end() {
            isOver = true;
            if (process != null) {
                process.destroy();
            }
        }
    }
}
