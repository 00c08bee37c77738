package exo.db.command;

import exo.db.command.CommandContext.Connected;
import exo.db.command.option.MomentConverter;
import exo.db.command.option.WrongUsage;
import exo.db.database.Session;
import exo.db.failure.ExitStatus;
import exo.db.render.EvidenceRendering;
import exo.db.render.Renderer;
import exo.db.retention.Evidence;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code exo-db-cli retention report}: the proof of deletion. */
@Command(
        name = "report",
        description = "Show what was deleted, when, by whom and by which cut-off: the proof of deletion.",
        footer = {
            "",
            "A moment is a day, which begins in UTC, or a time with its offset. Runs count by when they began.",
            "--output csv gives one line for each table, partition and deployment (RFC 4180).",
            "",
            "Exit codes: 0 done; 2 the moments; 10 try again; 13 the schema; 16 the login.",
            "",
            "Examples:",
            "  exo-db-cli retention report --since 2026-03-01",
            "  exo-db-cli retention report --since 2026-01-01 --until 2026-04-01 --output csv"
        })
final class RetentionReportCommand implements Callable<Integer> {
    private final CommandContext context;

    @Option(
            names = "--since",
            required = true,
            paramLabel = "MOMENT",
            converter = MomentConverter.class,
            description = "From then on.")
    private Instant since;

    @Option(
            names = "--until",
            paramLabel = "MOMENT",
            converter = MomentConverter.class,
            description = "Before then. Default: until now.")
    private @Nullable Instant until;

    RetentionReportCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        if (until != null && !since.isBefore(until)) {
            throw new WrongUsage("usage", "--since is not before --until", since + " and " + until, "swap them");
        }
        try (Connected connected = context.connect("retention report");
                Session session = connected.open()) {
            Evidence evidence = context.services().evidence().read(session, since, until);
            Renderer renderer = connected.renderer();
            renderer.result(new EvidenceRendering(
                    evidence, context.services().retention().list(session).names(), renderer.output()));
            return ExitStatus.DONE.code();
        }
    }
}
