package exo.db.command;

import exo.db.command.option.CommonOptions;
import exo.db.command.option.MonitoringOptions;
import exo.db.command.option.WrongUsage;
import exo.db.database.ServerFailures;
import exo.db.database.SqlState;
import exo.db.failure.EditDistance;
import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;
import exo.db.render.LogForm;
import exo.db.render.NagiosLine;
import exo.db.render.Output;
import exo.db.render.Renderer;
import exo.db.render.Terminal;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Shows every failure and picks the exit code; nobody else does either. */
final class FailureHandler implements IExecutionExceptionHandler, IParameterExceptionHandler {
    private final Terminal terminal;
    private final Clock clock;
    private final CommonOptions options;
    private final ConfiguredOptions configured;
    private final BooleanSupplier ending;

    /** @param ending whether a signal is ending the process: what fails then fails because of that */
    FailureHandler(
            Terminal terminal,
            Clock clock,
            CommonOptions options,
            ConfiguredOptions configured,
            BooleanSupplier ending) {
        this.configured = configured;
        this.ending = ending;
        this.terminal = terminal;
        this.clock = clock;
        this.options = options;
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        if (ending.getAsBoolean()) {
            return ExitStatus.INTERRUPTED.code();
        }
        ExoException known = known(failure, command);
        if (known == null) {
            return isForNagios(parsed.originalArgs())
                    ? tell(NagiosLine.of(new UnforeseenFailure(failure)), command)
                    : bug(failure, command);
        }
        if (isForNagios(parsed.originalArgs())) {
            return tell(NagiosLine.of(known), command);
        }
        renderer(words(command), options.output(), options.logForm()).failure(known);
        if (options.wantsStacktrace()) {
            failure.printStackTrace(terminal.err());
            terminal.err().flush();
        }
        return known.exitStatus().code();
    }

    /** Shows what is wrong with settings, which are read before the line itself is. */
    static int beforeParsing(WrongUsage failure, Services services, String[] arguments) {
        ConfiguredOptions configured = new ConfiguredOptions(services.configuration());
        FailureHandler handler = new FailureHandler(
                services.terminal(), services.clock(), new CommonOptions(), configured, services::isEnding);
        handler.renderer("", output(arguments), handler.logForm(arguments)).failure(failure);
        return failure.exitStatus().code();
    }

    @Override
    public int handleParseException(ParameterException thrown, String[] arguments) {
        ParameterException failure = mistyped(thrown);
        CommandLine command = failure.getCommandLine();
        String next = failure instanceof UnmatchedArgumentException unmatched
                ? suggestion(unmatched, command)
                : "see " + command.getCommandSpec().qualifiedName() + " --help";
        WrongUsage usage = new WrongUsage(
                "usage", what(failure, command, new QuotedWords(arguments)), origin(failure, arguments), next);
        if (isForNagios(List.of(arguments))) {
            return tell(NagiosLine.of(usage), command);
        }
        renderer(words(command), output(arguments), logForm(arguments)).failure(usage);
        return ExitStatus.USAGE.code();
    }

    /** An option that is missing was often given, with a slip of the hand. */
    private static ParameterException mistyped(ParameterException failure) {
        List<String> unknown = failure instanceof MissingParameterException
                ? failure.getCommandLine().getUnmatchedArguments()
                : List.of();
        return unknown.isEmpty() ? failure : new UnmatchedArgumentException(failure.getCommandLine(), unknown);
    }

    /** Who gave a wrong value, where the line did not. */
    private String origin(ParameterException failure, String[] arguments) {
        if (failure.getArgSpec() instanceof OptionSpec option
                && Arrays.stream(arguments).anyMatch(word -> word.split("=", 2)[0].equals(option.longestName()))) {
            return "";
        }
        return configured
                .given(failure.getArgSpec())
                .map(given -> "the value comes from " + given.origin())
                .orElse("");
    }

    /** picocli counts arguments; a person has mistyped a command, or given a word too many. */
    private static String what(ParameterException failure, CommandLine command, QuotedWords words) {
        if (!(failure instanceof UnmatchedArgumentException unmatched) || unmatched.isUnknownOption()) {
            return words.redact(String.valueOf(failure.getMessage()));
        }
        String word = words.redact(unmatched.getUnmatched().getFirst());
        if (command.getSubcommands().isEmpty()) {
            return words(command) + " does not take the argument '" + word + "'";
        }
        return ("there is no command " + words(command)).strip() + " " + word;
    }

    private Renderer renderer(String command, Output output, LogForm form) {
        return new Renderer(command, output, Renderer.Detail.NORMAL, terminal).in(form, clock);
    }

    private static String words(CommandLine command) {
        return words(command.getCommandSpec());
    }

    /** The command as typed, without the program's name. */
    static String words(CommandSpec command) {
        String name = command.qualifiedName();
        int blank = name.indexOf(' ');
        return blank < 0 ? "" : name.substring(blank + 1);
    }

    /** A statement that failed where no feature expected it still tells the server's reason. */
    private static @Nullable ExoException known(Exception failure, CommandLine command) {
        if (failure instanceof ExoException known) {
            return known;
        }
        return SqlState.of(failure) == null ? null : ServerFailures.of(failure, "finish " + words(command));
    }

    private int bug(Exception failure, CommandLine command) {
        if (options.output() == Output.JSON || options.logForm() == LogForm.ECS) {
            renderer(words(command), options.output(), options.logForm()).failure(new UnforeseenFailure(failure));
            return ExitStatus.BUG.code();
        }
        terminal.err().println("exo-db-cli: this is a bug in exo-db-cli, please report it:");
        failure.printStackTrace(terminal.err());
        terminal.err().flush();
        return ExitStatus.BUG.code();
    }

    private static String suggestion(UnmatchedArgumentException unmatched, CommandLine command) {
        String word = unmatched.getUnmatched().getFirst().split("=", 2)[0];
        return EditDistance.nearest(word, unmatched.isUnknownOption() ? options(command) : subcommands(command))
                .map(meant -> "did you mean " + meant + "?")
                .orElse("see " + command.getCommandSpec().qualifiedName() + " --help");
    }

    private static List<String> options(CommandLine command) {
        return command.getCommandSpec().options().stream()
                .flatMap(option -> Arrays.stream(option.names()))
                .toList();
    }

    private static List<String> subcommands(CommandLine command) {
        return List.copyOf(command.getSubcommands().keySet());
    }

    /** Whether monitoring asks, which reads one line of standard output and knows four codes. */
    private static boolean isForNagios(List<String> arguments) {
        return arguments.stream()
                .takeWhile(argument -> !argument.equals("--"))
                .anyMatch(MonitoringOptions.NAGIOS::equals);
    }

    private int tell(NagiosLine line, CommandLine command) {
        renderer(words(command), Output.TABLE, LogForm.TEXT).line(line);
        return line.status().code();
    }

    private static Output output(String[] arguments) {
        return asks(arguments, "--output", "json") ? Output.JSON : Output.TABLE;
    }

    private LogForm logForm(String[] arguments) {
        String ecs = LogForm.ECS.toString();
        boolean isConfigured = configured
                .configuration()
                .given("", "--log-format")
                .filter(given -> given.value().equals(ecs))
                .isPresent();
        return isConfigured || asks(arguments, "--log-format", ecs) ? LogForm.ECS : LogForm.TEXT;
    }

    /** Whether the line asked for that, although it could not be understood as a whole. */
    private static boolean asks(String[] arguments, String option, String value) {
        for (int place = 0; place < arguments.length; place++) {
            boolean isNext = place + 1 < arguments.length && arguments[place + 1].equals(value);
            if (arguments[place].equals(option + "=" + value) || (arguments[place].equals(option) && isNext)) {
                return true;
            }
        }
        return false;
    }
}
