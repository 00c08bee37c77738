package exo.db.command;

import exo.db.command.CommandContext.Connected;
import exo.db.command.option.WrongUsage;
import exo.db.database.Session;
import exo.db.failure.ExitStatus;
import exo.db.render.HoldPlacementRendering;
import exo.db.render.WindowChangeRendering.Moment;
import exo.db.retention.HoldPlacement;
import exo.db.retention.HoldService;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code exo-db-cli retention hold}: keeps everything of a deployment until the hold is released. */
@Command(
        name = "hold",
        description = "Keep everything of one deployment, whatever its window, until it is released.",
        footer = {
            "",
            "It counts from its commit, also against a run that is at it. A deployment has one hold: a second one",
            "for the same reason is nothing to do, one for another reason is refused.",
            "",
            "Exit codes: 0 held, or held already; 2 no such deployment, or no reason; 10 15 try again;",
            "13 the schema; 14 held for another reason; 16 the login.",
            "",
            "Examples:",
            "  exo-db-cli retention hold prod --reason 'case 2026-117' --by legal@example.com",
            "  exo-db-cli retention hold prod --reason 'case 2026-117' --dry-run"
        })
final class RetentionHoldCommand implements Callable<Integer> {
    private final CommandContext context;

    @Parameters(
            paramLabel = "DEPLOYMENT",
            completionCandidates = Known.Deployments.class,
            description = "Its id, or its name where only one tenant has it.")
    private String deployment;

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why it is kept.")
    private String reason;

    @Option(
            names = "--by",
            paramLabel = "WHO",
            description = "Who wants it. Default: this system's user and the database role.")
    private @Nullable String by;

    RetentionHoldCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        if (reason.isBlank() || (by != null && by.isBlank())) {
            throw new WrongUsage("usage", "a hold wants a reason and a name", "one of them is blank", "");
        }
        try (Connected connected = context.connect("retention hold");
                Session session = connected.open()) {
            HoldService holds = context.services().holds();
            HoldPlacement placement = holds.planHold(session, deployment, reason, by);
            boolean isDryRun = context.options().isDryRun();
            if (!isDryRun) {
                holds.place(session, placement);
            }
            connected.renderer().result(new HoldPlacementRendering(placement, isDryRun ? Moment.BEFORE : Moment.AFTER));
            return ExitStatus.DONE.code();
        }
    }
}
