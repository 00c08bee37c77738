package exo.db.database.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A share in a running PostgreSQL 16 that exo-db-cli brought itself; for trials.
 *
 * <p>The server keeps its data between runs and is as durable as any. It listens on the loopback address only and wants
 * the password. It runs until the last share, of whatever process, is closed; that of a killed process ends by itself,
 * and the next one to be closed counts as the last.
 */
public final class EmbeddedServer implements AutoCloseable {
    /** Making the data takes seconds; on a machine that is busy otherwise, some ten. */
    private static final Duration DECISION_LIMIT = Duration.ofMinutes(2);

    /** Longer than a start or a stop takes; who waits longer is told why. */
    private static final Duration SILENCE_LIMIT = Duration.ofSeconds(1);

    private final TrialDirectory directory;
    private final ServerLocks locks;
    private final Patience patience;
    private final Consumer<String> progress;
    private final char[] password;
    private final int port;
    private boolean open = true;

    private EmbeddedServer(Opening opening, char[] password, int port) {
        this.directory = opening.directory;
        this.locks = opening.locks;
        this.patience = opening.patience;
        this.progress = opening.progress;
        this.password = password;
        this.port = port;
    }

    /**
     * Takes a share in the server of a directory; makes and starts the server first where that is needed.
     *
     * @param pause lets time pass
     * @param progress is told of what takes seconds, in words for the operator
     * @throws EmbeddedServerUnavailable when there cannot be a server
     * @throws IllegalStateException when this process has a share in it already
     */
    public static EmbeddedServer open(EmbeddedLocation location, Consumer<Duration> pause, Consumer<String> progress) {
        TrialDirectory directory = TrialDirectory.prepare(location.directory());
        try {
            ServerLocks locks = ServerLocks.open(directory.path());
            Opening opening = new Opening(location, directory, locks, new Patience(pause), progress);
            try {
                return opening.share();
            } catch (IOException | RuntimeException e) {
                locks.close();
                throw e;
            }
        } catch (IOException | UncheckedIOException e) {
            throw EmbeddedServerUnavailable.files(directory.path(), e);
        }
    }

    /** What is known while a share is taken. */
    private record Opening(
            EmbeddedLocation location,
            TrialDirectory directory,
            ServerLocks locks,
            Patience patience,
            Consumer<String> progress) {
        EmbeddedServer share() throws IOException {
            awaitTurn();
            locks.share();
            ServerProcess process = new ServerProcess(directory, patience);
            Optional<Postmaster> running = process.running();
            Postmaster server = running.isPresent() ? running.get() : start(process);
            locks.decided();
            return new EmbeddedServer(this, directory.password(), server.port());
        }

        private void awaitTurn() {
            if (locks.decide(patience, SILENCE_LIMIT)) {
                return;
            }
            progress.accept("waiting for another command that starts or stops the server in " + directory.path());
            if (!locks.decide(patience, DECISION_LIMIT)) {
                throw EmbeddedServerUnavailable.busy(directory.path());
            }
        }

        private Postmaster start(ServerProcess process) throws IOException {
            boolean isNew = !Cluster.exists(directory);
            directory.makeSecrets(new SecureRandom());
            Path programs = new ServerBinaries(location.binariesCache(), progress).programs();
            ServerPrograms runnable = ServerPrograms.forDirectory(directory.path(), programs);
            if (isNew) {
                progress.accept("making a PostgreSQL 16 server for trials in " + directory.path());
                Cluster.make(directory, runnable);
            }
            return process.start(runnable, location.settings());
        }
    }

    /** The loopback address, the only one that the server listens on. */
    public String host() {
        return ServerProcess.HOST;
    }

    /** Another one each time the server is started. */
    public int port() {
        return port;
    }

    /** The database that is there from the start, empty at first. */
    public String database() {
        return Cluster.DATABASE;
    }

    /** The superuser that owns the database. */
    public String user() {
        return Cluster.USER;
    }

    /** A copy, for the caller to clear. */
    public char[] password() {
        return password.clone();
    }

    /** Holds a root key for trials, as 64 hex digits and a newline; made once and kept with the data. */
    public Path trialKeyFile() {
        return directory.trialKeyFile();
    }

    /** Gives up this share and stops the server when it was the last; what is open in the server is rolled back. */
    @Override
    public synchronized void close() {
        if (!open) {
            return;
        }
        open = false;
        try (locks) {
            // Whoever decides for so long has a share, and will stop the server in our place.
            boolean last = locks.decide(patience, DECISION_LIMIT) && locks.leave();
            if (last && !new ServerProcess(directory, patience).stop()) {
                progress.accept("the embedded server in " + directory.path() + " is still stopping");
            }
        } catch (IOException | UncheckedIOException e) {
            throw EmbeddedServerUnavailable.files(directory.path(), e);
        }
    }
}
