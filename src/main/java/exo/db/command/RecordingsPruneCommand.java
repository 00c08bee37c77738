package exo.db.command;

import exo.db.command.CommandContext.Connected;
import exo.db.database.Session;
import exo.db.engine.RunLog.Trigger;
import exo.db.failure.ExitStatus;
import exo.db.recording.PruneConduct;
import exo.db.recording.PruneConduct.Fuse;
import exo.db.recording.PruneReport;
import exo.db.recording.PruneService;
import exo.db.render.PruneRendering;
import exo.db.render.Renderer;
import exo.db.render.WindowChangeRendering.Moment;
import exo.db.retention.DeploymentNames;
import exo.db.schema.Hazard;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code exo-db-cli recordings prune}: removes recordings that have expired or that no session has. */
@Command(
        name = "prune",
        description = "Remove recordings past their deployment's window, and those that no session has.",
        footer = {
            "",
            "Recordings that no session has go when they are named *.cast and were not changed for a day; when",
            "they are most of the files, only with --allow mass-drop. Holds keep everything. Nothing outside of",
            "the directory is touched, no link is followed. While the directory looks like a volume that is not",
            "mounted, nothing is removed and no row is cleared. serve-maintenance does the same every day.",
            "",
            "Exit codes: 0 done, or nothing to do; 10 try again; 13 the schema; 14 not confirmed; 15 something",
            "was left; 16 the login.",
            "",
            "Examples:",
            "  exo-db-cli recordings prune --dry-run",
            "  exo-db-cli recordings prune --yes --output json"
        })
final class RecordingsPruneCommand implements Callable<Integer> {
    private final CommandContext context;

    RecordingsPruneCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        try (Connected connected = context.connect("recordings prune");
                Session session = connected.open()) {
            Renderer renderer = connected.renderer();
            PruneService service = context.services().pruning();
            PruneConduct conduct = conduct(renderer);
            DeploymentNames names = context.services().retention().list(session).names();
            PruneReport preview = service.preview(session, conduct);
            if (context.options().isDryRun()) {
                renderer.pending(preview.pending());
                renderer.result(new PruneRendering(preview, names, Moment.BEFORE));
                return ExitStatus.DONE.code();
            }
            if (!preview.isEmpty()) {
                Consent.require(context, renderer, PruneRendering.sentence(preview));
            }
            PruneReport report = service.prune(session, Trigger.MANUAL, conduct);
            renderer.pending(report.pending());
            renderer.result(new PruneRendering(report, names, Moment.AFTER));
            return report.exitStatus().code();
        }
    }

    private PruneConduct conduct(Renderer renderer) {
        Fuse fuse = context.options().allowed().contains(Hazard.MASS_DROP) ? Fuse.REMOVED : Fuse.IN_PLACE;
        return new PruneConduct(
                context.options().lockWait(), fuse, Thread.currentThread()::isInterrupted, renderer::underWay);
    }
}
