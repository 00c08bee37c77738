package exo.db.command;

import exo.db.command.option.CommonOptions;
import exo.db.command.option.MonitoringOptions;
import exo.db.command.option.WrongUsage;
import exo.db.database.ServerFailures;
import exo.db.database.SqlState;
import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;
import exo.db.render.NagiosLine;
import exo.db.render.Output;
import exo.db.render.Renderer;
import exo.db.render.Terminal;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Shows every failure and picks the exit code; nobody else does either. */
final class FailureHandler implements IExecutionExceptionHandler, IParameterExceptionHandler {
    /** Letters that a mistyped word shares with what was meant: with fewer, the list of all commands helps more. */
    private static final int SHARED_BEGINNING = 2;

    private final Terminal terminal;
    private final CommonOptions options;
    private final ConfiguredOptions configured;
    private final BooleanSupplier ending;

    /** @param ending whether a signal is ending the process: what fails then fails because of that */
    FailureHandler(Terminal terminal, CommonOptions options, ConfiguredOptions configured, BooleanSupplier ending) {
        this.configured = configured;
        this.ending = ending;
        this.terminal = terminal;
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
        renderer(command, options.output()).failure(known);
        if (options.wantsStacktrace()) {
            failure.printStackTrace(terminal.err());
            terminal.err().flush();
        }
        return known.exitStatus().code();
    }

    /** Shows what is wrong with settings, which are read before the line itself is. */
    static int beforeParsing(WrongUsage failure, Terminal terminal, String[] arguments) {
        new Renderer("", asked(arguments), Renderer.Detail.NORMAL, terminal).failure(failure);
        return failure.exitStatus().code();
    }

    @Override
    public int handleParseException(ParameterException failure, String[] arguments) {
        CommandLine command = failure.getCommandLine();
        String next = failure instanceof UnmatchedArgumentException unmatched
                ? suggestion(unmatched, command)
                : "see " + command.getCommandSpec().qualifiedName() + " --help";
        WrongUsage usage = new WrongUsage(
                "usage", what(failure, command, new QuotedWords(arguments)), origin(failure, arguments), next);
        if (isForNagios(List.of(arguments))) {
            return tell(NagiosLine.of(usage), command);
        }
        renderer(command, asked(arguments)).failure(usage);
        return ExitStatus.USAGE.code();
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

    private Renderer renderer(CommandLine command, Output output) {
        return new Renderer(words(command), output, Renderer.Detail.NORMAL, terminal);
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
        if (options.output() == Output.JSON) {
            renderer(command, Output.JSON).failure(new UnforeseenFailure(failure));
            return ExitStatus.BUG.code();
        }
        terminal.err().println("exo-db-cli: this is a bug in exo-db-cli, please report it:");
        failure.printStackTrace(terminal.err());
        terminal.err().flush();
        return ExitStatus.BUG.code();
    }

    private static String suggestion(UnmatchedArgumentException unmatched, CommandLine command) {
        String word = unmatched.getUnmatched().getFirst();
        // picocli also suggests what shares hardly a letter; a slip of the hand leaves the beginning.
        List<String> alike = unmatched.getSuggestions().stream()
                .filter(name -> name.regionMatches(true, 0, word, 0, SHARED_BEGINNING))
                .toList();
        return alike.isEmpty()
                ? "see " + command.getCommandSpec().qualifiedName() + " --help"
                : "did you mean " + String.join(" or ", alike) + "?";
    }

    /** Whether monitoring asks, which reads one line of standard output and knows four codes. */
    private static boolean isForNagios(List<String> arguments) {
        return arguments.stream()
                .takeWhile(argument -> !argument.equals("--"))
                .anyMatch(MonitoringOptions.NAGIOS::equals);
    }

    private int tell(NagiosLine line, CommandLine command) {
        renderer(command, Output.TABLE).line(line);
        return line.status().code();
    }

    /** What the line asked for, although it could not be understood as a whole. */
    private static Output asked(String[] arguments) {
        for (int place = 0; place < arguments.length; place++) {
            boolean json = arguments[place].equals("--output=json")
                    || (arguments[place].equals("--output")
                            && place + 1 < arguments.length
                            && arguments[place + 1].equals("json"));
            if (json) {
                return Output.JSON;
            }
        }
        return Output.TABLE;
    }
}
