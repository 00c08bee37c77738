package exo.db.command.option;

import exo.db.failure.EditDistance;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the environment and the configuration file set. An option beats a variable, a variable the file, the file what
 * is built in; a variable that is set to nothing is not set.
 */
public final class Configuration {
    /** The variable that names the file. */
    public static final String FILE_VARIABLE = Setting.PREFIX + "CONFIG";

    /** Variables of this name are the launcher's or name the file, and are no settings. */
    private static final Set<String> OTHERS = Set.of(FILE_VARIABLE, Setting.PREFIX + "BUILD");

    private final Map<String, String> environment;
    private final Map<Setting, String> file;
    private final String path;

    private Configuration(Map<String, String> environment, Map<Setting, String> file, String path) {
        this.environment = environment;
        this.file = file;
        this.path = path;
    }

    /** A value, and who set it. */
    public record Given(String value, String origin) {}

    /** Of variables alone. */
    public static Configuration of(Map<String, String> environment) {
        return new Configuration(environment, Map.of(), "");
    }

    /**
     * Of variables and a file.
     *
     * @param path of the file, for messages
     * @param entries its keys and values
     * @throws WrongUsage when a key is none that is known
     */
    public static Configuration of(Map<String, String> environment, String path, Map<String, String> entries) {
        Map<Setting, String> known = new HashMap<>();
        entries.forEach((key, value) -> known.put(setting(path, key), value));
        if (known.containsKey(Setting.DATABASE_DSN) && known.containsKey(Setting.DATABASE_DSN_FILE)) {
            throw new WrongUsage(
                    "dsn.ambiguous",
                    Setting.DATABASE_DSN.key() + " and " + Setting.DATABASE_DSN_FILE.key() + " are both set in " + path,
                    "they may name two databases",
                    "leave one out");
        }
        return new Configuration(environment, known, path);
    }

    /**
     * The same variables with what the file says by now.
     *
     * @throws WrongUsage as when it was read first
     */
    public Configuration again() {
        return path.isEmpty() ? this : of(environment, path, ConfigurationFile.read(Path.of(path)));
    }

    private static Setting setting(String path, String key) {
        return Arrays.stream(Setting.values())
                .filter(setting -> setting.key().equals(key))
                .findFirst()
                .orElseThrow(() -> new WrongUsage(
                        "config.unknown",
                        path + " sets " + key + ", which is no setting",
                        "",
                        suggestion(
                                key,
                                Arrays.stream(Setting.values())
                                        .map(Setting::key)
                                        .toList())));
    }

    /** What was set, if anything was. */
    public Optional<Given> given(Setting setting) {
        String variable = environment.getOrDefault(setting.variable(), "");
        if (!variable.isEmpty()) {
            return Optional.of(new Given(variable, setting.variable()));
        }
        return environment.getOrDefault(rival(setting), "").isEmpty()
                ? Optional.ofNullable(file.get(setting)).map(value -> new Given(value, path))
                : Optional.empty();
    }

    /**
     * The variable that gives the same thing in another way, or else the setting's own: who sets it overrules the file.
     */
    private static String rival(Setting setting) {
        return switch (setting) {
            case DATABASE_DSN -> Setting.DATABASE_DSN_FILE.variable();
            case DATABASE_DSN_FILE -> Setting.DATABASE_DSN.variable();
            case ENCRYPTION_KEY_FILE -> "EXO_ENCRYPTION_KEY";
            default -> setting.variable();
        };
    }

    /** The value that completes an option which the command line does not have. */
    public Optional<Given> given(String command, String option) {
        return Setting.of(command, option).flatMap(this::given);
    }

    /** The environment, completed by what the file says of settings that are no options. */
    public Map<String, String> environment() {
        Map<String, String> completed = new HashMap<>(environment);
        file.keySet().stream()
                .filter(setting -> !setting.isOption())
                .forEach(
                        setting -> given(setting).ifPresent(given -> completed.put(setting.variable(), given.value())));
        return Map.copyOf(completed);
    }

    /** What is wrong with variables that look like this tool's and are not, by name. */
    public Map<String, String> unknownVariables() {
        List<String> known = Stream.concat(
                        OTHERS.stream(), Arrays.stream(Setting.values()).map(Setting::variable))
                .toList();
        Map<String, String> unknown = new HashMap<>();
        environment.keySet().stream()
                .filter(name -> name.startsWith(Setting.PREFIX) && !known.contains(name))
                .forEach(name -> unknown.put(name, suggestion(name, known)));
        return unknown;
    }

    private static String suggestion(String word, List<String> known) {
        return EditDistance.nearest(word, known)
                .map(candidate -> "did you mean " + candidate + "?")
                .orElse("exo-db-cli config shows all settings");
    }
}
