package exo.db.command;

import exo.db.command.option.WrongUsage;
import exo.db.failure.ExitStatus;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code exo-db-cli help}: the help of any command. */
@Command(
        name = "help",
        description = "Show the help of a command.",
        footer = {
            "",
            "Exit codes: 0 shown; 2 no such command.",
            "",
            "Examples:",
            "  exo-db-cli help retention set",
            "  exo-db-cli help migrate"
        })
final class HelpCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..*", paramLabel = "COMMAND", description = "For example: retention set.")
    private List<String> path = List.of();

    @Override
    public Integer call() {
        CommandLine line = spec.root().commandLine();
        for (String name : path) {
            CommandLine named = line.getSubcommands().get(name);
            if (named == null) {
                throw new WrongUsage(
                        "usage",
                        "there is no command " + new QuotedWords(name).redact(name),
                        "",
                        "see exo-db-cli --help");
            }
            line = named;
        }
        line.usage(spec.commandLine().getOut());
        return ExitStatus.DONE.code();
    }
}
