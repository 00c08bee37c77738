package exo.db.command;

import exo.db.command.option.WrongUsage;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code exo-db-cli recordings}: the asciicast files of sessions. */
@Command(
        name = "recordings",
        description = "Look after the recordings of sessions, in EXO_CAST_STORAGE_DIR.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "The directory is EXO_CAST_STORAGE_DIR, else /var/lib/exo/casts. Run it where that volume is mounted.",
            "",
            "Exit codes: 2 no command was named; each command has its own.",
            "",
            "Examples:",
            "  exo-db-cli recordings list",
            "  exo-db-cli recordings check --output json"
        })
final class RecordingsCommand implements Callable<Integer> {
    private RecordingsCommand() {}

    /** The command with its subcommands. */
    static CommandLine tree(CommandContext context) {
        return new CommandLine(new RecordingsCommand())
                .addSubcommand(new RecordingsListCommand(context))
                .addSubcommand(new RecordingsCheckCommand(context))
                .addSubcommand(new RecordingsPruneCommand(context));
    }

    @Override
    public Integer call() {
        throw new WrongUsage("command.missing", "recordings needs a command", "", "see exo-db-cli recordings --help");
    }
}
