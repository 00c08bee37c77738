package exo.db.command;

import exo.db.command.option.CommonOptions;
import exo.db.command.option.WrongUsage;
import exo.db.database.ServerFailures;
import exo.db.database.SqlState;
import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;
import exo.db.render.Output;
import exo.db.render.Renderer;
import exo.db.render.Terminal;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Shows every failure and picks the exit code; nobody else does either. */
final class FailureHandler implements IExecutionExceptionHandler, IParameterExceptionHandler {
    private final Terminal terminal;
    private final CommonOptions options;
    private final BooleanSupplier ending;

    /** @param ending whether a signal is ending the process: what fails then fails because of that */
    FailureHandler(Terminal terminal, CommonOptions options, BooleanSupplier ending) {
        this.ending = ending;
        this.terminal = terminal;
        this.options = options;
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        if (ending.getAsBoolean()) {
            return ExitStatus.INTERRUPTED.code();
        }
        ExoException known = known(failure);
        if (known == null) {
            return bug(failure);
        }
        renderer(command, options.output()).failure(known);
        if (options.wantsStacktrace()) {
            failure.printStackTrace(terminal.err());
            terminal.err().flush();
        }
        return known.exitStatus().code();
    }

    @Override
    public int handleParseException(ParameterException failure, String[] arguments) {
        CommandLine command = failure.getCommandLine();
        String next = failure instanceof UnmatchedArgumentException unmatched
                ? suggestion(unmatched, command)
                : "see " + command.getCommandSpec().qualifiedName() + " --help";
        WrongUsage usage = new WrongUsage("usage", what(failure, command), "", next);
        renderer(command, asked(arguments)).failure(usage);
        return ExitStatus.USAGE.code();
    }

    /** picocli counts arguments; a person has mistyped a command. */
    private static String what(ParameterException failure, CommandLine command) {
        boolean unknownCommand = failure instanceof UnmatchedArgumentException unmatched
                && command.getParent() == null
                && !unmatched.isUnknownOption();
        return unknownCommand
                ? "there is no command " + String.join(" ", ((UnmatchedArgumentException) failure).getUnmatched())
                : String.valueOf(failure.getMessage());
    }

    private Renderer renderer(CommandLine command, Output output) {
        String name = command.getCommandSpec().qualifiedName();
        int blank = name.indexOf(' ');
        return new Renderer(blank < 0 ? "" : name.substring(blank + 1), output, Renderer.Detail.NORMAL, terminal);
    }

    /** A statement that failed where no feature expected it still tells the server's reason. */
    private static @Nullable ExoException known(Exception failure) {
        if (failure instanceof ExoException known) {
            return known;
        }
        return SqlState.of(failure) == null ? null : ServerFailures.of(failure, "finish");
    }

    private int bug(Exception failure) {
        terminal.err().println("exo-db-cli: this is a bug in exo-db-cli, please report it:");
        failure.printStackTrace(terminal.err());
        terminal.err().flush();
        return ExitStatus.BUG.code();
    }

    private static String suggestion(UnmatchedArgumentException unmatched, CommandLine command) {
        List<String> alike = unmatched.getSuggestions();
        return alike.isEmpty()
                ? "see " + command.getCommandSpec().qualifiedName() + " --help"
                : "did you mean " + String.join(" or ", alike) + "?";
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
