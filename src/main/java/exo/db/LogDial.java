package exo.db;

import exo.db.command.option.Configuration;
import exo.db.command.option.Configuration.Given;
import exo.db.command.option.Setting;
import exo.db.command.option.WrongUsage;
import exo.db.render.LogLevel;
import exo.db.render.Renderer;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How much a daemon tells, which can be changed while it lives: by the file of settings, and a signal to read it again.
 */
final class LogDial {
    private final Configuration configuration;
    private final Renderer renderer;
    private final Consumer<LogLevel> libraries;
    private volatile LogLevel level;

    /**
     * @param libraries is told of each change
     * @throws WrongUsage when what is set is no level
     */
    LogDial(Configuration configuration, Renderer renderer, Consumer<LogLevel> libraries) {
        this.configuration = configuration;
        this.renderer = renderer;
        this.libraries = libraries;
        this.level = given(configuration).map(LogDial::level).orElse(LogLevel.INFO);
    }

    LogLevel level() {
        return level;
    }

    /** Reads the level again. Where it cannot be read it stays; either way somebody who sent a signal is answered. */
    void turn() {
        try {
            Optional<Given> given = given(configuration.again());
            level = given.map(LogDial::level).orElse(LogLevel.INFO);
            libraries.accept(given.isPresent() ? level : LogLevel.OFF);
            renderer.progress("SIGHUP: log-level is " + level + ", from "
                    + given.map(Given::origin).orElse("what is built in"));
        } catch (WrongUsage wrong) {
            renderer.warning("SIGHUP: log-level stays " + level + ": " + wrong.what(), wrong.next());
        }
    }

    private static Optional<Given> given(Configuration configuration) {
        return configuration.given(Setting.LOG_LEVEL);
    }

    private static LogLevel level(Given given) {
        return LogLevel.of(given.value())
                .orElseThrow(() -> new WrongUsage(
                        "log.level",
                        "'" + given.value() + "' is no level of a log",
                        "it comes from " + given.origin(),
                        "use " + String.join(", ", LogLevel.words())));
    }
}
