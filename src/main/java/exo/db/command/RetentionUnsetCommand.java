package exo.db.command;

import exo.db.command.CommandContext.Connected;
import exo.db.database.Session;
import exo.db.retention.WindowChange;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code exo-db-cli retention unset}: lets a deployment follow the default again. */
@Command(
        name = "unset",
        description = "Let a deployment follow the default window.",
        footer = {
            "",
            "Where the default is shorter, it shows what expires and asks, as set does.",
            "",
            "Exit codes: 0 unset; 2 no such deployment; 10 15 try again; 13 the schema; 14 a shorter window was",
            "not confirmed; 16 the login.",
            "",
            "Examples:",
            "  exo-db-cli retention unset prod --dry-run",
            "  exo-db-cli retention unset prod --yes --output json"
        })
final class RetentionUnsetCommand implements Callable<Integer> {
    private final CommandContext context;

    @Parameters(
            paramLabel = "DEPLOYMENT",
            completionCandidates = Known.Deployments.class,
            description = "Its id, or its name where only one tenant has it.")
    private String deployment;

    RetentionUnsetCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        try (Connected connected = context.connect("retention unset");
                Session session = connected.open()) {
            WindowChange change = context.services().retention().planUnset(session, deployment);
            return WindowChangeRun.finish(context, connected.renderer(), session, change)
                    .code();
        }
    }
}
