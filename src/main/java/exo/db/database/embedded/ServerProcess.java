package exo.db.database.embedded;

import exo.db.database.embedded.Postmaster.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Starts and stops the server of one directory. All of it is for the holder of the right to decide; see
 * {@link ServerLocks}.
 */
final class ServerProcess {
    static final String HOST = "127.0.0.1";

    /** As long as recovery of a trial's data could ever take. */
    private static final Duration START_LIMIT = Duration.ofMinutes(5);

    /** A fast shutdown writes one checkpoint; this is that on a very slow disk. */
    private static final Duration STOP_LIMIT = Duration.ofMinutes(1);

    /** A free port can be taken by another program in the moment before the server takes it; but not so often. */
    private static final int ATTEMPTS = 5;

    private static final Map<String, String> SETTINGS =
            Map.of("listen_addresses", HOST, "unix_socket_directories", "", "max_connections", "100");

    private final TrialDirectory directory;
    private final Patience patience;

    ServerProcess(TrialDirectory directory, Patience patience) {
        this.directory = directory;
        this.patience = patience;
    }

    /** The server that is ready to be used; waits for one that is just starting, or stopping. */
    Optional<Postmaster> running() throws IOException {
        boolean settled = patience.until(() -> observed().isEmpty() || isReady(), START_LIMIT);
        if (!settled) {
            throw EmbeddedServerUnavailable.server(
                    "the embedded server in " + directory.path() + " does not become ready", "", directory.log());
        }
        return observed();
    }

    /**
     * Starts the server on a free port.
     *
     * @throws EmbeddedServerUnavailable with the end of the server's log when it does not come up
     */
    Postmaster start(ServerPrograms programs, Map<String, String> settings) throws IOException {
        for (int attempt = 1; ; attempt++) {
            // PostgreSQL takes whatever process has the number in an old file for a running server.
            Files.deleteIfExists(Postmaster.file(directory.data()));
            LogTail log = LogTail.begin(directory.log());
            launch(programs, settings);
            Optional<Postmaster> server = running();
            if (server.isPresent()) {
                return server.get();
            }
            String said = log.text();
            if (attempt == ATTEMPTS || !passes(said)) {
                throw EmbeddedServerUnavailable.server(
                        "the embedded server in " + directory.path() + " does not start",
                        LogTail.lastLines(said),
                        directory.log());
            }
        }
    }

    /** Whether the server ended for want of something that is free in a moment. */
    private static boolean passes(String said) {
        // The second is said while the last children of a killed server are still ending.
        return said.contains("could not bind") || said.contains("shared memory block");
    }

    /** Returns when the server is ready or has ended. */
    private void launch(ServerPrograms programs, Map<String, String> settings) throws IOException {
        // pg_ctl gives the server its own session, so that Ctrl-C in a terminal does not reach it, and its exit
        // tells at once when the server ends early. It looks for readiness ten times a second only: we look ourselves.
        Process control = programs.launch(
                "pg_ctl",
                List.of(
                        "start",
                        "--wait",
                        "--timeout=" + START_LIMIT.toSeconds(),
                        "--pgdata=" + directory.data(),
                        "--log=" + directory.log(),
                        "--options=" + options(settings)));
        patience.until(() -> !control.isAlive() || isReady(), START_LIMIT);
        control.destroyForcibly();
    }

    private static String options(Map<String, String> settings) throws IOException {
        return Stream.of(SETTINGS, Map.of("port", String.valueOf(freePort())), settings)
                .flatMap(some -> some.entrySet().stream())
                .map(setting -> "-c " + setting.getKey() + "=" + setting.getValue())
                .collect(Collectors.joining(" "));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral(HOST))) {
            return socket.getLocalPort();
        }
    }

    /** Stops the server in fast mode: what others left open is rolled back. False when it does not end in time. */
    boolean stop() throws IOException {
        Optional<Postmaster> server = running();
        if (server.isEmpty()) {
            return true;
        }
        // The signal of pg_ctl stop -m fast, which needs neither the programs nor their account.
        ProcessBuilder kill =
                new ProcessBuilder("/bin/sh", "-c", "kill -INT " + server.get().process());
        kill.environment().clear();
        kill.start().onExit().join();
        return patience.until(() -> observed().isEmpty(), STOP_LIMIT);
    }

    private boolean isReady() {
        return observed().filter(server -> server.status() == Status.READY).isPresent();
    }

    private Optional<Postmaster> observed() {
        try {
            return Postmaster.on(directory.data());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
