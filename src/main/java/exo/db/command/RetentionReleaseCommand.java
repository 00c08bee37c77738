package exo.db.command;

import exo.db.command.CommandContext.Connected;
import exo.db.database.Session;
import exo.db.failure.ExitStatus;
import exo.db.render.HoldReleaseRendering;
import exo.db.render.Renderer;
import exo.db.render.WindowChangeRendering.Moment;
import exo.db.retention.HoldRelease;
import exo.db.retention.HoldService;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code exo-db-cli retention release}: lets a deployment's window count again. */
@Command(
        name = "release",
        description = "Release the hold of one deployment: its window counts again.",
        footer = {
            "",
            "What is past its window by then is shown, and on a terminal it asks; elsewhere it wants --yes.",
            "",
            "Exit codes: 0 released, or not held; 2 no such deployment; 10 15 try again; 13 the schema; 14 not",
            "confirmed; 16 the login.",
            "",
            "Examples:",
            "  exo-db-cli retention release prod --dry-run",
            "  exo-db-cli retention release prod --yes --output json"
        })
final class RetentionReleaseCommand implements Callable<Integer> {
    private final CommandContext context;

    @Parameters(
            paramLabel = "DEPLOYMENT",
            completionCandidates = Known.Deployments.class,
            description = "Its id, or its name where only one tenant has it.")
    private String deployment;

    RetentionReleaseCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        try (Connected connected = context.connect("retention release");
                Session session = connected.open()) {
            HoldService holds = context.services().holds();
            Renderer renderer = connected.renderer();
            HoldRelease release = holds.planRelease(session, deployment);
            boolean isDryRun = context.options().isDryRun();
            if (!isDryRun && !release.isEmpty()) {
                Consent.require(context, renderer, HoldReleaseRendering.sentence(release));
                holds.release(session, release);
            }
            renderer.result(new HoldReleaseRendering(release, isDryRun ? Moment.BEFORE : Moment.AFTER));
            return ExitStatus.DONE.code();
        }
    }
}
