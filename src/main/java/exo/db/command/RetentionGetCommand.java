package exo.db.command;

import exo.db.command.CommandContext.Connected;
import exo.db.database.Session;
import exo.db.failure.ExitStatus;
import exo.db.render.RetentionGetRendering;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code exo-db-cli retention get}: one deployment's window. */
@Command(
        name = "get",
        description = "Show the window of one deployment.",
        footer = {
            "",
            "Exit codes: 0 done; 2 no deployment has that id or name, or several tenants have the name; 10 try",
            "again; 13 the schema; 16 the login.",
            "",
            "Examples:",
            "  exo-db-cli retention get prod",
            "  exo-db-cli retention get prod --output json"
        })
final class RetentionGetCommand implements Callable<Integer> {
    private final CommandContext context;

    @Parameters(
            paramLabel = "DEPLOYMENT",
            completionCandidates = Known.Deployments.class,
            description = "Its id, or its name where only one tenant has it.")
    private String deployment;

    RetentionGetCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        try (Connected connected = context.connect("retention get");
                Session session = connected.open()) {
            connected
                    .renderer()
                    .result(new RetentionGetRendering(
                            context.services().retention().find(session, deployment)));
            return ExitStatus.DONE.code();
        }
    }
}
