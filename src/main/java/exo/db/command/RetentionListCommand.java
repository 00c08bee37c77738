package exo.db.command;

import exo.db.command.CommandContext.Connected;
import exo.db.database.Session;
import exo.db.failure.ExitStatus;
import exo.db.render.RetentionListRendering;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code exo-db-cli retention list}: the windows of all deployments. */
@Command(
        name = "list",
        description = "Show the window of every deployment, soft-deleted ones too, and who is held.",
        footer = {
            "",
            "Exit codes: 0 done; 10 try again; 13 the schema; 16 the login.",
            "",
            "Examples:",
            "  exo-db-cli retention list",
            "  exo-db-cli retention list --output json"
        })
final class RetentionListCommand implements Callable<Integer> {
    private final CommandContext context;

    RetentionListCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        try (Connected connected = context.connect("retention list");
                Session session = connected.open()) {
            connected
                    .renderer()
                    .result(new RetentionListRendering(
                            context.services().retention().list(session)));
            return ExitStatus.DONE.code();
        }
    }
}
