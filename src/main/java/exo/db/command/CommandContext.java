package exo.db.command;

import exo.db.command.option.CommonOptions;
import exo.db.crypto.RootKey;
import exo.db.database.ConnectionSettings;
import exo.db.database.ConnectionTarget;
import exo.db.database.Database;
import exo.db.database.Session;
import exo.db.database.SessionPool;
import exo.db.render.Renderer;
import java.time.Duration;

/** What one command line gives to the command that it names. */
final class CommandContext {
    private final Services services;
    private final CommonOptions options;

    CommandContext(Services services, CommonOptions options) {
        this.services = services;
        this.options = options;
    }

    Services services() {
        return services;
    }

    CommonOptions options() {
        return options;
    }

    /**
     * What tells of a command.
     *
     * @param command as typed
     */
    Renderer renderer(String command) {
        return new Renderer(command, options.output(), options.detail(), services.terminal());
    }

    /** Connects for a command that waits for nothing unless it is told to. */
    Connected connect(String command) {
        return connect(command, Duration.ZERO);
    }

    /**
     * Finds out what to connect to; the connection itself is made by {@link Connected#open}.
     *
     * @param usualWait how long to wait for the database when nothing is said
     */
    Connected connect(String command, Duration usualWait) {
        Renderer renderer = renderer(command);
        ConnectionTarget target = services.target(options, renderer);
        ConnectionSettings settings =
                new ConnectionSettings(target, options.schema(), "exo-db-cli/" + command, options.waitOr(usualWait));
        return new Connected(services, services.database(target, renderer), settings, renderer);
    }

    /** A database that is known, and how to talk to it. */
    record Connected(Services services, Database database, ConnectionSettings settings, Renderer renderer)
            implements AutoCloseable {
        /** Opens a session. */
        Session open() {
            return database.open(settings);
        }

        /** Sessions to borrow, a few at a time; each attempt to connect is a single one. */
        SessionPool pool() {
            return database.pool(settings, SessionPool.USUAL);
        }

        /** The root key; starts the embedded server first where that is the target, since it holds the trial key. */
        RootKey rootKey() {
            return services.rootKey(database, settings.target(), renderer);
        }

        @Override
        public void close() {
            database.close();
        }
    }
}
