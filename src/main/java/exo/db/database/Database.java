package exo.db.database;

import exo.db.database.embedded.EmbeddedLocation;
import exo.db.database.embedded.EmbeddedServer;
import exo.db.dsn.ConnectionFiles;
import exo.db.dsn.ConnectionSettingsResolver;
import exo.db.dsn.ConnectionString;
import exo.db.dsn.LocalUser;
import exo.db.dsn.PasswordFile;
import exo.db.dsn.ResolvedConnection;
import exo.db.dsn.ServerAddress;
import exo.db.dsn.TargetSession;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Opens sessions and pools; keeps the share in an embedded server for as long as this process needs it.
 *
 * <p>Closing it gives the share up, after all sessions have been closed.
 */
public final class Database implements AutoCloseable {
    /** For an attempt to connect where nobody said how long one may take: a server that is silent is tried anew. */
    private static final Duration ATTEMPT = Duration.ofSeconds(10);

    private final Timing timing;
    private final Consumer<String> progress;
    private final ServerWait wait;
    private @Nullable EmbeddedServer embedded;

    /**
     * @param progress is told of what takes seconds, in words for the operator
     * @param waiting is told again and again while the server is waited for
     */
    public Database(Timing timing, Consumer<String> progress, Consumer<Waiting> waiting) {
        this.timing = timing;
        this.progress = progress;
        this.wait = new ServerWait(timing, waiting);
    }

    /**
     * Opens one connection, waiting for the server as long as the settings say.
     *
     * @throws ConnectionFailed when there is none to be had
     */
    public Session open(ConnectionSettings settings) {
        return waiting(resolve(settings.target()), settings, Connector::first);
    }

    /** Tries every server, having waited as {@link #open} does for one to use. */
    public ConnectionTest test(ConnectionSettings settings) {
        ResolvedConnection connection = bounded(resolve(settings.target())).inOrderOfTrial(timing.random());
        ServerProbe probe = new ServerProbe(connector(connection, settings));
        TargetSession wanted = connection.session().targetSession();
        try {
            ServerAddress used = waiting(connection, settings, ServerProbe::used);
            return new ConnectionTest(probe.answers(used), wanted, null);
        } catch (ConnectionFailed e) {
            return new ConnectionTest(probe.answers(null), wanted, e);
        }
    }

    /** A pool of sessions; no connection is opened before the first one is asked for. */
    public SessionPool pool(ConnectionSettings settings, int size) {
        ResolvedConnection connection = resolve(settings.target());
        return new SessionPool(connector(bounded(connection), settings)::first, size, connection.toString());
    }

    /** So that a server that keeps silent is given up also where nobody said when. */
    private static ResolvedConnection bounded(ResolvedConnection connection) {
        return connection.session().connectTimeout() == null ? connection.within(ATTEMPT) : connection;
    }

    /** The last attempt comes when nothing is left of the wait, and has a limit as well. */
    private <T> T waiting(ResolvedConnection connection, ConnectionSettings settings, Function<Connector, T> attempt) {
        boolean isEndless = settings.patience().isZero();
        return wait.until(
                settings.patience(),
                left -> attempt.apply(connector(isEndless ? connection : connection.within(left), settings)));
    }

    private Connector connector(ResolvedConnection connection, ConnectionSettings settings) {
        return new Connector(connection, settings.schema(), settings.application(), timing, shown -> {});
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
