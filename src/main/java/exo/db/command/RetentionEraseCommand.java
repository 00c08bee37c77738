package exo.db.command;

import exo.db.command.CommandContext.Connected;
import exo.db.database.Session;
import exo.db.failure.ExitStatus;
import exo.db.render.EraseRendering;
import exo.db.render.Renderer;
import exo.db.render.WindowChangeRendering.Moment;
import exo.db.retention.EraseConduct;
import exo.db.retention.EraseReport;
import exo.db.retention.EraseService;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code exo-db-cli retention erase}: removes everything of one deployment, whatever its age. */
@Command(
        name = "erase",
        description = "Remove everything of one deployment: events, summaries, sessions, recordings.",
        footer = {
            "",
            "Goes in small batches, through months in the trash too; safe to stop, and running it again goes on.",
            "Audit events within audit_floor_days stay, and so does the row of the deployment. Also for the id of",
            "a deployment whose row is gone. On a terminal the name has to be typed; elsewhere it wants --yes.",
            "--dry-run counts.",
            "",
            "Exit codes: 0 erased, or nothing left; 2 no such deployment; 10 try again; 13 the schema; 14 held,",
            "or not confirmed; 15 something was left: run it again; 16 the login.",
            "",
            "Examples:",
            "  exo-db-cli retention erase old-cluster --dry-run",
            "  exo-db-cli retention erase 5f0c6b0e-6a51-4f0e-9a30-2f7c9f0a1b2c --yes --output json"
        })
final class RetentionEraseCommand implements Callable<Integer> {
    private final CommandContext context;

    @Parameters(
            paramLabel = "DEPLOYMENT",
            completionCandidates = Known.Deployments.class,
            description = "Its id, also of one that is gone, or its name where only one tenant has it.")
    private String deployment;

    RetentionEraseCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        try (Connected connected = context.connect("retention erase");
                Session session = connected.open()) {
            Renderer renderer = connected.renderer();
            EraseService service = context.services().erasing();
            EraseReport plan = service.plan(session, deployment, renderer::underWay);
            if (context.options().isDryRun() || plan.rows() == 0) {
                renderer.result(new EraseRendering(plan, Moment.BEFORE));
                return ExitStatus.DONE.code();
            }
            Consent.requireName(
                    context,
                    renderer,
                    EraseRendering.sentence(plan),
                    plan.target().name());
            EraseConduct conduct = new EraseConduct(
                    context.options().lockWait(), Thread.currentThread()::isInterrupted, renderer::underWay);
            EraseReport report = service.erase(session, plan, conduct);
            renderer.pending(report.pending());
            renderer.result(new EraseRendering(report, Moment.AFTER));
            return report.exitStatus().code();
        }
    }
}
