package exo.db.command;

import exo.db.command.CommandContext.Connected;
import exo.db.database.Session;
import exo.db.engine.RunLog.Trigger;
import exo.db.failure.ExitStatus;
import exo.db.render.Renderer;
import exo.db.render.RetentionReportRendering;
import exo.db.render.RetentionReportRendering.Moment;
import exo.db.retention.RetentionReport;
import exo.db.retention.RetentionService;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code exo-db-cli retention enforce}: deletes the rows whose window has passed. */
@Command(
        name = "enforce",
        description = "Delete the rows whose window has passed, in small batches.",
        footer = {
            "",
            "--dry-run counts them. Without --yes it counts them and asks on a terminal; elsewhere it refuses.",
            "serve-maintenance does the same every day. Safe to stop and to run again.",
            "",
            "Exit codes: 0 done, or nothing to do; 10 try again; 13 the schema; 14 not confirmed; 15 something",
            "was left for the next run; 16 the login.",
            "",
            "Examples:",
            "  exo-db-cli retention enforce --dry-run",
            "  exo-db-cli retention enforce --yes --output json"
        })
final class RetentionEnforceCommand implements Callable<Integer> {
    private final CommandContext context;

    RetentionEnforceCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        try (Connected connected = context.connect("retention enforce");
                Session session = connected.open()) {
            ExitStatus status = context.options().isDryRun()
                    ? dryRun(session, connected.renderer())
                    : run(session, connected.renderer());
            return status.code();
        }
    }

    private ExitStatus dryRun(Session session, Renderer renderer) {
        RetentionReport preview = context.services().retention().preview(session);
        renderer.pending(preview.pending());
        renderer.result(new RetentionReportRendering(preview, Moment.BEFORE));
        return ExitStatus.DONE;
    }

    private ExitStatus run(Session session, Renderer renderer) {
        RetentionService retention = context.services().retention();
        if (!context.options().isConsentGiven()) {
            RetentionReport preview = retention.preview(session);
            if (preview.rows() > 0) {
                Consent.require(
                        context, renderer, preview.rows() + " expired rows would be deleted (--dry-run shows whose)");
            }
        }
        RetentionReport report = retention.enforce(session, Trigger.MANUAL, Thread.currentThread()::isInterrupted);
        renderer.pending(report.pending());
        renderer.result(new RetentionReportRendering(report, Moment.AFTER));
        return report.exitStatus();
    }
}
