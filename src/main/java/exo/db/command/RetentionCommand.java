package exo.db.command;

import exo.db.command.option.WrongUsage;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code exo-db-cli retention}: how long each deployment's rows are kept. */
@Command(
        name = "retention",
        description = "Show, set and enforce how long each deployment's rows are kept.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "A deployment without a window of its own follows the default; a hold keeps everything.",
            "",
            "Exit codes: 2 no command was named; each command has its own.",
            "",
            "Examples:",
            "  exo-db-cli retention list",
            "  exo-db-cli retention set prod --days 30 --dry-run"
        })
final class RetentionCommand implements Callable<Integer> {
    private RetentionCommand() {}

    /** The command with its subcommands. */
    static CommandLine tree(CommandContext context) {
        return new CommandLine(new RetentionCommand())
                .addSubcommand(new RetentionListCommand(context))
                .addSubcommand(new RetentionGetCommand(context))
                .addSubcommand(new RetentionSetCommand(context))
                .addSubcommand(new RetentionUnsetCommand(context))
                .addSubcommand(new RetentionHoldCommand(context))
                .addSubcommand(new RetentionReleaseCommand(context))
                .addSubcommand(new RetentionPreviewCommand(context))
                .addSubcommand(new RetentionEnforceCommand(context))
                .addSubcommand(new RetentionEraseCommand(context))
                .addSubcommand(new RetentionReportCommand(context));
    }

    @Override
    public Integer call() {
        throw new WrongUsage("command.missing", "retention needs a command", "", "see exo-db-cli retention --help");
    }
}
