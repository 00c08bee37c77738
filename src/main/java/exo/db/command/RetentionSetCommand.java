package exo.db.command;

import exo.db.command.CommandContext.Connected;
import exo.db.command.option.WholeNumberConverter;
import exo.db.command.option.WrongUsage;
import exo.db.database.Session;
import exo.db.retention.RetentionService;
import exo.db.retention.WindowChange;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code exo-db-cli retention set}: gives a deployment a window of its own, or all others another default. */
@Command(
        name = "set",
        description = "Set the window of one deployment, or the default of all others.",
        footer = {
            "",
            "A shorter window lets rows expire: how many is shown, and on a terminal it asks; elsewhere it wants",
            "--yes. Expired rows go at the next run of retention enforce or serve-maintenance.",
            "",
            "Exit codes: 0 set; 2 the days, or no such deployment; 10 15 try again; 13 the schema; 14 a shorter",
            "window was not confirmed; 16 the login.",
            "",
            "Examples:",
            "  exo-db-cli retention set prod --days 30 --dry-run",
            "  exo-db-cli retention set prod --days 30 --yes --output json",
            "  exo-db-cli retention set --default --days 180"
        })
final class RetentionSetCommand implements Callable<Integer> {
    private final CommandContext context;

    @Parameters(
            arity = "0..1",
            paramLabel = "DEPLOYMENT",
            completionCandidates = Known.Deployments.class,
            description = "Its id, or its name where only one tenant has it.")
    private @Nullable String deployment;

    @Option(names = "--default", description = "Set the default in place of a deployment's own window.")
    private boolean everyone;

    @Option(
            names = "--days",
            required = true,
            paramLabel = "N",
            converter = WholeNumberConverter.class,
            description = "Days to keep rows, 1 to 3650.")
    private long days;

    RetentionSetCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        if (everyone == (deployment != null)) {
            throw new WrongUsage(
                    "usage",
                    "retention set wants a deployment or --default",
                    "",
                    "see exo-db-cli retention set --help");
        }
        try (Connected connected = context.connect("retention set");
                Session session = connected.open()) {
            return WindowChangeRun.finish(context, connected.renderer(), session, plan(session))
                    .code();
        }
    }

    private WindowChange plan(Session session) {
        RetentionService retention = context.services().retention();
        return deployment == null ? retention.planDefault(session, days) : retention.planOwn(session, deployment, days);
    }
}
