package exo.db.command;

import exo.db.command.option.CommonOptions;
import exo.db.command.option.WrongUsage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/**
 * All commands. Only the one that a line names is built, since building all of them costs more than running a short
 * one.
 */
public final class CommandTree {
    private static final Map<String, Function<CommandContext, Object>> COMMANDS = commands();

    /** Options whose value is the next argument, which could be spelled like a command. */
    private static final Set<String> TAKING_VALUES =
            Set.of("--dsn", "--schema", "--config", "--output", "--log-format", "--wait", "--lock-wait", "--allow");

    /** Commands that look at all the others. */
    private static final Set<String> ABOUT_ALL = Set.of("help", "json-schema", "completion");

    private static final String BARE_EMBEDDED = "--embedded";
    private static final String CONFIG = "--config";

    private final Services services;

    public CommandTree(Services services) {
        this.services = services;
    }

    /** Runs one command line and returns the exit code. Throws nothing. */
    public int execute(String... arguments) {
        List<String> line = withValueForEmbedded(arguments);
        String named = commandIn(line);
        Set<String> wanted = named == null ? COMMANDS.keySet() : Set.of(named);
        Services configured;
        try {
            configured = services.configured(configurationFile(line));
        } catch (WrongUsage wrong) {
            return FailureHandler.beforeParsing(wrong, services, arguments);
        }
        return build(configured, wanted).execute(line.toArray(String[]::new));
    }

    /** The whole tree, for help, manual and completion. */
    public CommandLine whole() {
        return build(services, COMMANDS.keySet());
    }

    private static CommandLine build(Services services, Set<String> wanted) {
        ConfiguredOptions configured = new ConfiguredOptions(services.configuration());
        RootCommand root = new RootCommand();
        CommandLine line = new CommandLine(root);
        CommonOptions options = root.options();
        CommandContext context = new CommandContext(services, options);
        COMMANDS.forEach((name, make) -> {
            if (wanted.contains(name)) {
                line.addSubcommand(name, make.apply(context));
            }
        });
        line.setDefaultValueProvider(configured);
        FailureHandler failures =
                new FailureHandler(services.terminal(), services.clock(), options, configured, services::isEnding);
        line.setExecutionExceptionHandler(failures);
        line.setParameterExceptionHandler(failures);
        line.setOut(services.terminal().out());
        line.setErr(services.terminal().err());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpAutoWidth(false);
        line.setUsageHelpWidth(100);
        return line;
    }

    private static Map<String, Function<CommandContext, Object>> commands() {
        Map<String, Function<CommandContext, Object>> commands = new LinkedHashMap<>();
        commands.put("migrate", MigrateCommand::new);
        commands.put("partitions", PartitionsCommand::tree);
        commands.put("retention", RetentionCommand::tree);
        commands.put("recordings", RecordingsCommand::tree);
        commands.put("dsn", DsnCommand::new);
        commands.put("bootstrap-keyring", BootstrapKeyringCommand::tree);
        commands.put("backup-check", BackupCheckCommand::tree);
        commands.put("serve-maintenance", ServeMaintenanceCommand::new);
        commands.put("settings", SettingsCommand::tree);
        commands.put("status", StatusCommand::new);
        commands.put("config", ConfigCommand::new);
        commands.put("completion", CompletionCommand::new);
        commands.put("json-schema", context -> new JsonSchemaCommand());
        commands.put("help", context -> new HelpCommand());
        return commands;
    }

    /** {@code --embedded} takes a directory only with an equals sign; the next argument is never one. */
    private static List<String> withValueForEmbedded(String... arguments) {
        List<String> line = new ArrayList<>();
        boolean options = true;
        for (String argument : arguments) {
            options &= !argument.equals("--");
            line.add(options && argument.equals(BARE_EMBEDDED) ? BARE_EMBEDDED + "=" : argument);
        }
        return line;
    }

    /** The file that the line names, if it does; picocli asks for what completes a line before it reads the line. */
    private static @Nullable String configurationFile(List<String> line) {
        String file = null;
        for (int place = 0; place < line.size() && !line.get(place).equals("--"); place++) {
            String argument = line.get(place);
            if (argument.startsWith(CONFIG + "=")) {
                file = argument.substring(CONFIG.length() + 1);
            } else if (argument.equals(CONFIG) && place + 1 < line.size()) {
                file = line.get(place + 1);
            }
        }
        return file;
    }

    /** The command that the line names; null where all are needed, for help or for a suggestion. */
    private static @Nullable String commandIn(List<String> line) {
        for (int place = 0; place < line.size(); place++) {
            String argument = line.get(place);
            if (TAKING_VALUES.contains(argument)) {
                place++;
            } else if (!argument.startsWith("-")) {
                return COMMANDS.containsKey(argument) && !ABOUT_ALL.contains(argument) ? argument : null;
            }
        }
        return null;
    }
}
