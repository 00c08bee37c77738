package exo.db;

import exo.db.command.option.CommonOptions;
import exo.db.command.option.ConnectionChoice;
import exo.db.command.option.WrongUsage;
import exo.db.database.ConnectionTarget;
import exo.db.database.embedded.EmbeddedLocation;
import exo.db.database.embedded.ScratchDirectory;
import exo.db.dsn.ConnectionSettingsResolver;
import exo.db.dsn.ConnectionString;
import exo.db.dsn.ExplainedConnection;
import exo.db.dsn.Keyword;
import exo.db.dsn.LocalConnectionFiles;
import exo.db.dsn.LocalUser;
import exo.db.dsn.Redaction;
import exo.db.dsn.ResolvedConnection;
import exo.db.render.Renderer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;

/** Turns what was chosen into what is connected to, with the files that the choice names. */
final class Targets {
    /** What an editor or {@code echo} leaves behind; a blank may be a part of the last value. */
    private static final Pattern LINE_ENDS = Pattern.compile("[\\r\\n]+\\z");

    /** Nothing is kept, so nothing is waited for. */
    private static final Map<String, String> FAST = Map.of(
            "fsync", "off",
            "synchronous_commit", "off",
            "full_page_writes", "off",
            "wal_level", "minimal",
            "max_wal_senders", "0",
            "max_wal_size", "4GB",
            "maintenance_work_mem", "256MB",
            "autovacuum", "off");

    private final Map<String, String> environment;
    private final LocalUser user;

    Targets(Map<String, String> environment, Properties system) {
        this.environment = environment;
        this.user = LocalUser.from(system);
    }

    ConnectionTarget target(CommonOptions options, Renderer renderer) {
        return target(ConnectionChoice.of(options.dsn(), options.embedded(), environment), renderer);
    }

    /** The server that a connection string names for a drill. */
    ConnectionTarget scratch(String dsn, Renderer renderer) {
        return target(ConnectionChoice.of(dsn, ConnectionChoice.Origin.SCRATCH), renderer);
    }

    /** A server whose data nobody will miss. */
    ConnectionTarget scratch(ScratchDirectory directory) {
        return new ConnectionTarget.Embedded(new EmbeddedLocation(directory.path(), programs(), FAST));
    }

    /** What libpq would connect with; empty where an embedded server is meant. */
    Optional<ExplainedConnection> explain(CommonOptions options, Renderer renderer) {
        ConnectionChoice choice = read(ConnectionChoice.of(options.dsn(), options.embedded(), environment));
        return choice instanceof ConnectionChoice.Text text
                ? Optional.of(resolver().explain(warned(text, ConnectionString.parse(text.dsn()), renderer)))
                : Optional.empty();
    }

    /** What the connection string says by itself. */
    ConnectionString parse(CommonOptions options, Renderer renderer) {
        ConnectionChoice choice = ConnectionChoice.textOnly(options.dsn(), options.embedded(), environment);
        if (choice instanceof ConnectionChoice.File file) {
            return parseAsLibpq(
                    new ConnectionChoice.Text(content(file.path()), ConnectionChoice.Origin.FILE), renderer);
        }
        if (choice instanceof ConnectionChoice.Text text) {
            return parseAsLibpq(text, renderer);
        }
        throw new IllegalStateException("neither text nor file: " + choice);
    }

    private static ConnectionString parseAsLibpq(ConnectionChoice.Text text, Renderer renderer) {
        return warned(text, ConnectionString.parseAsLibpq(text.dsn()), renderer);
    }

    private ConnectionTarget target(ConnectionChoice choice, Renderer renderer) {
        return switch (read(choice)) {
            case ConnectionChoice.Embedded trial -> embedded(trial.directory(), renderer);
            case ConnectionChoice.Text text -> server(text, renderer);
            case ConnectionChoice.File unread -> throw new IllegalStateException("a file names no file: " + unread);
        };
    }

    /** With the content of a file in its place. */
    private static ConnectionChoice read(ConnectionChoice choice) {
        return choice instanceof ConnectionChoice.File file
                ? ConnectionChoice.of(content(file.path()), ConnectionChoice.Origin.FILE)
                : choice;
    }

    private ConnectionTarget server(ConnectionChoice.Text text, Renderer renderer) {
        ResolvedConnection connection = resolver().resolve(warned(text, ConnectionString.parse(text.dsn()), renderer));
        connection.notes().forEach(note -> renderer.warning(note.text(), ""));
        return new ConnectionTarget.Server(connection);
    }

    private ConnectionSettingsResolver resolver() {
        return new ConnectionSettingsResolver(environment, new LocalConnectionFiles(), user);
    }

    /** A process's arguments are there for everybody to read, and nothing can be done about it from inside. */
    private static ConnectionString warned(ConnectionChoice.Text text, ConnectionString string, Renderer renderer) {
        if ((text.origin() == ConnectionChoice.Origin.OPTION || text.origin() == ConnectionChoice.Origin.SCRATCH)
                && string.values().keySet().stream().anyMatch(Keyword::isSecret)) {
            renderer.warning(
                    "the password on the command line can be read by everybody on this machine",
                    "put the connection string into EXO_DATABASE_DSN or the file that EXO_DATABASE_DSN_FILE names");
        }
        return string.givenBy(text.origin().shown());
    }

    private ConnectionTarget embedded(String directory, Renderer renderer) {
        Path data = directory.isEmpty()
                ? userDirectory("XDG_STATE_HOME", ".local/state").resolve("embedded")
                : Path.of(directory).toAbsolutePath().normalize();
        renderer.progress("embedded PostgreSQL 16 in " + data + ": for trials, not for production");
        return new ConnectionTarget.Embedded(new EmbeddedLocation(data, programs()));
    }

    /** Where the server's programs are unpacked. */
    private Path programs() {
        return userDirectory("XDG_CACHE_HOME", ".cache").resolve("postgres");
    }

    /** A directory of ours where the XDG base directory specification puts it. */
    private Path userDirectory(String variable, String underHome) {
        String set = environment.getOrDefault(variable, "");
        if (!set.isEmpty()) {
            return Path.of(set, "exo-db-cli");
        }
        String home = environment.getOrDefault("HOME", "");
        if (home.isEmpty()) {
            throw new WrongUsage(
                    "embedded.home",
                    "there is no place for the embedded server",
                    "neither " + variable + " nor HOME is set",
                    "name a directory: --embedded=DIR, and set HOME or " + variable);
        }
        return Path.of(home, underHome, "exo-db-cli");
    }

    private static String content(String path) {
        try {
            return LINE_ENDS.matcher(Files.readString(Path.of(path))).replaceFirst("");
        } catch (IOException e) {
            throw new WrongUsage(
                    "dsn.file",
                    "the file that EXO_DATABASE_DSN_FILE names cannot be read: " + Redaction.path(path),
                    e.getClass().getSimpleName(),
                    "correct the variable, or the file's permissions");
        }
    }
}
