package exo.db.command;

import exo.db.command.option.CommonOptions;
import exo.db.command.option.WrongUsage;
import exo.db.crypto.RootKey;
import exo.db.database.ConnectionSettings;
import exo.db.database.ConnectionTarget;
import exo.db.database.ConnectionTest;
import exo.db.database.Database;
import exo.db.database.Session;
import exo.db.database.SessionPool;
import exo.db.render.Output;
import exo.db.render.Renderer;
import java.time.Duration;
import java.util.Set;

/** What one command line gives to the command that it names. */
final class CommandContext {
    /** The commands that have a plan to show. */
    private static final Set<String> PLANNING = Set.of(
            "migrate",
            "bootstrap-keyring",
            "partitions ensure",
            "partitions drop-expired",
            "partitions undrop",
            "partitions adopt",
            "partitions adopt-default");

    /** The command that has lines to export. */
    private static final String EXPORTING = "retention report";

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
        if (options.output() == Output.SQL && !(options.isDryRun() && PLANNING.contains(command))) {
            throw new WrongUsage(
                    "usage",
                    command + " has no output as sql" + (PLANNING.contains(command) ? " without --dry-run" : ""),
                    "only a plan can be printed as SQL",
                    "use --output table or json");
        }
        if (options.output() == Output.CSV && !command.equals(EXPORTING)) {
            throw new WrongUsage(
                    "usage",
                    command + " has no output as csv",
                    "only " + EXPORTING + " exports lines",
                    "use --output table or json");
        }
        return new Renderer(command, options.output(), options.detail(), services.terminal())
                .in(options.logForm(), services.clock());
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
        return connect(command, renderer, services.target(options, renderer), usualWait);
    }

    /** The same for a target that is known, and nothing is waited for unless it is asked for. */
    Connected connect(String command, ConnectionTarget target) {
        return connect(command, renderer(command), target, Duration.ZERO);
    }

    /** Says which variables look like settings and are none: a slip of the hand would else go unseen. */
    void warnOfUnknownVariables(Renderer renderer) {
        services.configuration()
                .unknownVariables()
                .forEach((name, next) -> renderer.warning("the variable " + name + " is no setting", next));
    }

    private Connected connect(String command, Renderer renderer, ConnectionTarget target, Duration usualWait) {
        warnOfUnknownVariables(renderer);
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

        /** Tries every server. */
        ConnectionTest test() {
            return database.test(settings);
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
