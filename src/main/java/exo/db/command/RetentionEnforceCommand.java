package exo.db.command;

import exo.db.command.CommandContext.Connected;
import exo.db.command.PlanRun.Agreement;
import exo.db.database.Session;
import exo.db.engine.RunLog.Trigger;
import exo.db.failure.ExitStatus;
import exo.db.model.ExoSchema;
import exo.db.partition.Purpose;
import exo.db.render.Renderer;
import exo.db.render.RetentionPreviewRendering;
import exo.db.render.RetentionReportRendering;
import exo.db.retention.PurgeConduct;
import exo.db.retention.PurgePolicy;
import exo.db.retention.PurgeService;
import exo.db.retention.RetentionPreview;
import exo.db.retention.RetentionPreview.Accuracy;
import exo.db.retention.RetentionReport;
import exo.db.schema.Plan;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code exo-db-cli retention enforce}: deletes what is past its window. */
@Command(
        name = "enforce",
        description = "Delete what is past its window: expired months as a whole, then rows in small batches.",
        footer = {
            "",
            "--dry-run shows what retention preview shows. Asks on a terminal, and wants --yes elsewhere; too",
            "many months at once want --allow mass-drop, as for partitions drop-expired. serve-maintenance does",
            "the same every day. Safe to stop, to kill and to run again: it goes on where it was.",
            "",
            "Exit codes: 0 done, or nothing to do; 10 11 try again; 13 the schema; 14 refused, nothing was",
            "changed; 15 something was left for the next run; 16 the login.",
            "",
            "Examples:",
            "  exo-db-cli retention enforce --dry-run",
            "  exo-db-cli retention enforce --max-runtime 1h --yes --output json",
            "  exo-db-cli retention enforce --no-pace --yes"
        })
final class RetentionEnforceCommand implements Callable<Integer> {
    private static final String NAME = "retention enforce";

    private final CommandContext context;

    @Mixin
    private PurgeOptions purgeOptions;

    RetentionEnforceCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        PurgePolicy policy = new PurgePolicy(
                new PurgePolicy.Months.Drop(context.options().allowed()), purgeOptions.pace(), purgeOptions.upkeep());
        try (Connected connected = context.connect(NAME);
                Session session = connected.open()) {
            ExitStatus status = context.options().isDryRun()
                    ? dryRun(session, connected.renderer())
                    : run(session, connected, policy);
            return status.code();
        }
    }

    private ExitStatus dryRun(Session session, Renderer renderer) {
        RetentionPreview preview = context.services().purge().preview(session, Accuracy.ESTIMATED);
        renderer.pending(preview.pending());
        renderer.result(new RetentionPreviewRendering(
                preview, context.services().retention().list(session).names()));
        return ExitStatus.DONE;
    }

    private ExitStatus run(Session session, Connected connected, PurgePolicy policy) {
        Renderer renderer = connected.renderer();
        PurgeService purge = context.services().purge();
        Plan months = context.services()
                .partitions()
                .plan(session, ExoSchema.declared().monthlyTables(), Purpose.DROP_EXPIRED);
        new PlanRun(NAME, context, connected).agree(months, Agreement.IMPLIED);
        if (!context.options().isConsentGiven()) {
            RetentionPreview preview = purge.preview(session, Accuracy.ESTIMATED);
            if (!preview.isEmpty()) {
                Consent.require(context, renderer, RetentionPreviewRendering.consequence(preview));
            }
        }
        PurgeConduct conduct = new PurgeConduct(
                context.options().lockWait(),
                purgeOptions.maxRuntime(),
                Thread.currentThread()::isInterrupted,
                renderer::progress,
                renderer::purging);
        RetentionReport report = purge.enforce(session, Trigger.MANUAL, policy, conduct);
        renderer.pending(report.pending());
        renderer.result(new RetentionReportRendering(
                report, context.services().retention().list(session).names()));
        return report.exitStatus();
    }
}
