package exo.db.command;

import exo.db.command.CommandContext.Connected;
import exo.db.database.Session;
import exo.db.failure.ExitStatus;
import exo.db.render.RetentionPreviewRendering;
import exo.db.retention.RetentionPreview;
import exo.db.retention.RetentionPreview.Accuracy;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code exo-db-cli retention preview}: what would go now, and what keeps the rest. */
@Command(
        name = "preview",
        description = "Show what retention would delete now, what keeps the rest, and what it would cost.",
        footer = {
            "",
            "Writes nothing. Rows marked ~ are the planner's estimate, which takes moments however large the",
            "tables are. Each month that has ended and stays is shown with who keeps it longest.",
            "",
            "Exit codes: 0 done; 10 try again; 13 the schema; 16 the login.",
            "",
            "Examples:",
            "  exo-db-cli retention preview",
            "  exo-db-cli retention preview --exact --output json"
        })
final class RetentionPreviewCommand implements Callable<Integer> {
    private final CommandContext context;

    @Option(names = "--exact", description = "Count the rows one by one.")
    private boolean exact;

    RetentionPreviewCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        try (Connected connected = context.connect("retention preview");
                Session session = connected.open()) {
            RetentionPreview preview =
                    context.services().purge().preview(session, exact ? Accuracy.EXACT : Accuracy.ESTIMATED);
            connected.renderer().pending(preview.pending());
            connected
                    .renderer()
                    .result(new RetentionPreviewRendering(
                            preview,
                            context.services().retention().list(session).names()));
            return ExitStatus.DONE.code();
        }
    }
}
