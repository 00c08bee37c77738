package exo.db.database;

import exo.db.database.embedded.EmbeddedLocation;
import exo.db.database.embedded.EmbeddedServer;
import exo.db.dsn.ConnectionFiles;
import exo.db.dsn.ConnectionSettingsResolver;
import exo.db.dsn.ConnectionString;
import exo.db.dsn.LocalUser;
import exo.db.dsn.PasswordFile;
import exo.db.dsn.ResolvedConnection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Opens sessions and pools; keeps the share in an embedded server for as long as this process needs it.
 *
 * <p>Closing it gives the share up, after all sessions have been closed.
 */
public final class Database implements AutoCloseable {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    private static final Duration BETWEEN_REPORTS = Duration.ofSeconds(15);

    private final Timing timing;
    private final Consumer<String> progress;
    private @Nullable EmbeddedServer embedded;

    /** @param progress is told of what takes seconds, in words for the operator */
    public Database(Timing timing, Consumer<String> progress) {
        this.timing = timing;
        this.progress = progress;
    }

    /**
     * Opens one connection, waiting for the server as long as the settings say.
     *
     * @throws ConnectionFailed when there is none to be had
     */
    public Session open(ConnectionSettings settings) {
        ResolvedConnection connection = resolve(settings.target());
        long deadline = timing.deadlineIn(settings.patience());
        long nextReport = timing.nanoTime().getAsLong();
        GrowingPause pause = new GrowingPause(timing, FIRST_PAUSE, LONGEST_PAUSE);
        while (true) {
            try {
                return Connector.connect(
                        connection.inOrderOfTrial(timing.random()), settings.schema(), settings.application(), timing);
            } catch (ConnectionFailed e) {
                if (!e.isPassing() || timing.hasPassed(deadline)) {
                    throw e;
                }
                if (timing.hasPassed(nextReport)) {
                    progress.accept("waiting for the database: " + e.what() + ": " + e.why());
                    nextReport = timing.deadlineIn(BETWEEN_REPORTS);
                }
                pause.rest();
            }
        }
    }

    /** A pool of sessions; no connection is opened before the first one is asked for. */
    public SessionPool pool(ConnectionSettings settings, int size) {
        ResolvedConnection connection = resolve(settings.target());
        return new SessionPool(
                () -> Connector.connect(
                        connection.inOrderOfTrial(timing.random()), settings.schema(), settings.application(), timing),
                size);
    }

    /** The root key for trials, once an embedded server has been opened; null where there is none. */
    public @Nullable Path trialKeyFile() {
        EmbeddedServer server = embedded;
        return server == null ? null : server.trialKeyFile();
    }

    /** What the target means in full; starts the embedded server where that is the target. */
    public ResolvedConnection resolve(ConnectionTarget target) {
        return switch (target) {
            case ConnectionTarget.Server server -> server.connection();
            case ConnectionTarget.Embedded trial -> embedded(trial.location());
        };
    }

    @Override
    public synchronized void close() {
        EmbeddedServer server = embedded;
        embedded = null;
        if (server != null) {
            server.close();
        }
    }

    private synchronized ResolvedConnection embedded(EmbeddedLocation location) {
        EmbeddedServer server = embedded;
        if (server == null) {
            server = EmbeddedServer.open(location, timing.pause()::rest, progress);
            embedded = server;
        }
        char[] password = server.password();
        try {
            String text = "host=" + server.host() + " port=" + server.port() + " user=" + server.user() + " dbname="
                    + server.database() + " sslmode=disable password=" + new String(password);
            ConnectionSettingsResolver resolver =
                    new ConnectionSettingsResolver(Map.of(), new NoFiles(), new LocalUser(null, null));
            return resolver.resolve(ConnectionString.parse(text));
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    /** An embedded server's settings are complete, whatever lies in the user's home. */
    private static final class NoFiles implements ConnectionFiles {
        @Override
        public boolean exists(Path file) {
            return false;
        }

        @Override
        public Optional<List<String>> serviceLines(Path file) {
            return Optional.empty();
        }

        @Override
        public PasswordFile passwordFile(Path file) {
            return new PasswordFile.Absent();
        }
    }
}
