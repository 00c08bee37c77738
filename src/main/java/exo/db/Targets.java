package exo.db;

import exo.db.command.option.CommonOptions;
import exo.db.command.option.ConnectionChoice;
import exo.db.command.option.WrongUsage;
import exo.db.database.ConnectionTarget;
import exo.db.database.embedded.EmbeddedLocation;
import exo.db.dsn.ConnectionSettingsResolver;
import exo.db.dsn.ConnectionString;
import exo.db.dsn.Keyword;
import exo.db.dsn.LocalConnectionFiles;
import exo.db.dsn.LocalUser;
import exo.db.dsn.ResolvedConnection;
import exo.db.render.Renderer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/** Turns what was chosen into what is connected to, with the files that the choice names. */
final class Targets {
    private final Map<String, String> environment;
    private final LocalUser user;

    Targets(Map<String, String> environment, Properties system) {
        this.environment = environment;
        this.user = LocalUser.from(system);
    }

    ConnectionTarget target(CommonOptions options, Renderer renderer) {
        return target(ConnectionChoice.of(options.dsn(), options.embedded(), environment), renderer);
    }

    private ConnectionTarget target(ConnectionChoice choice, Renderer renderer) {
        return switch (choice) {
            case ConnectionChoice.Embedded trial -> embedded(trial.directory(), renderer);
            case ConnectionChoice.File file ->
                target(ConnectionChoice.of(content(file.path()), ConnectionChoice.Origin.FILE), renderer);
            case ConnectionChoice.Text text -> server(text, renderer);
        };
    }

    private ConnectionTarget server(ConnectionChoice.Text text, Renderer renderer) {
        ConnectionString string = ConnectionString.parse(text.dsn());
        if (text.origin() == ConnectionChoice.Origin.OPTION && string.values().containsKey(Keyword.PASSWORD)) {
            renderer.warning(
                    "the password on the command line can be read by everybody on this machine",
                    "put the connection string into EXO_DATABASE_DSN or the file that EXO_DATABASE_DSN_FILE names");
        }
        ResolvedConnection connection =
                new ConnectionSettingsResolver(environment, new LocalConnectionFiles(), user).resolve(string);
        connection.notes().forEach(note -> renderer.warning(note.text(), ""));
        return new ConnectionTarget.Server(connection);
    }

    private ConnectionTarget embedded(String directory, Renderer renderer) {
        Path data = directory.isEmpty()
                ? userDirectory("XDG_STATE_HOME", ".local/state").resolve("embedded")
                : Path.of(directory).toAbsolutePath().normalize();
        renderer.progress("embedded PostgreSQL 16 in " + data + ": for trials, not for production");
        Path programs = userDirectory("XDG_CACHE_HOME", ".cache").resolve("postgres");
        return new ConnectionTarget.Embedded(new EmbeddedLocation(data, programs));
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
            return Files.readString(Path.of(path)).strip();
        } catch (IOException e) {
            throw new WrongUsage(
                    "dsn.file",
                    "the file that EXO_DATABASE_DSN_FILE names cannot be read: " + path,
                    e.getClass().getSimpleName(),
                    "correct the variable, or the file's permissions");
        }
    }
}
