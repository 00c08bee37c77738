package exo.db.command;

import exo.db.command.CommandContext.Connected;
import exo.db.database.Session;
import exo.db.failure.ExitStatus;
import exo.db.render.SettingsRendering;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code exo-db-cli settings}: what the database keeps of how it is to be maintained. */
@Command(
        name = "settings",
        description = "Show the settings that all replicas share; settings set changes them.",
        footer = {
            "",
            "Exit codes: 0 done; 10 try again; 13 not migrated yet; 16 the login.",
            "",
            "Examples:",
            "  exo-db-cli settings --output json",
            "  exo-db-cli settings set premake_months=12"
        })
final class SettingsCommand implements Callable<Integer> {
    private final CommandContext context;

    private SettingsCommand(CommandContext context) {
        this.context = context;
    }

    /** The command with its subcommands. */
    static CommandLine tree(CommandContext context) {
        return new CommandLine(new SettingsCommand(context)).addSubcommand(new SettingsSetCommand(context));
    }

    @Override
    public Integer call() {
        try (Connected connected = context.connect("settings");
                Session session = connected.open()) {
            connected
                    .renderer()
                    .result(new SettingsRendering(context.services().settings().read(session)));
            return ExitStatus.DONE.code();
        }
    }
}
