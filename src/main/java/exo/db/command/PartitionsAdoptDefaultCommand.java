package exo.db.command;

import exo.db.command.CommandContext.Connected;
import exo.db.command.PlanRun.Agreement;
import exo.db.database.Session;
import exo.db.failure.ExitStatus;
import exo.db.partition.DefaultService;
import exo.db.schema.Plan;
import exo.db.schema.Table;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code exo-db-cli partitions adopt-default}: rows that no month took get their months. */
@Command(
        name = "adopt-default",
        description = "Give the rows in a default partition the months that they lack, while the backend writes.",
        footer = {
            "",
            "Where all rows are of one month, the default itself becomes its partition, in a moment, and an empty",
            "one takes its place; of more than 64 MiB a check is validated first, which refuses rows of other",
            "months that have no partition until it is over. Else the rows are copied in batches, and the copies",
            "take its place: every row can be read and written at every moment. Rows past every window or too far",
            "ahead are listed and stay. Safe to stop and to run again.",
            "",
            "Asks on a terminal, and wants --yes elsewhere.",
            "",
            "Exit codes: 0 done, or nothing to do; 2 no such table; 10 11 15 try again; 13 not migrated yet;",
            "14 nobody agreed; 16 the login.",
            "",
            "Examples:",
            "  exo-db-cli partitions adopt-default --dry-run",
            "  exo-db-cli partitions adopt-default --table session_events --yes"
        })
final class PartitionsAdoptDefaultCommand implements Callable<Integer> {
    private static final String NAME = "partitions adopt-default";

    private final CommandContext context;

    @Option(
            names = "--table",
            paramLabel = "TABLE",
            completionCandidates = Known.Tables.class,
            description = "Only session_events or audit_events.")
    private @Nullable String table;

    PartitionsAdoptDefaultCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        List<Table> chosen = MonthlyTables.chosen(table);
        try (Connected connected = context.connect(NAME);
                Session session = connected.open()) {
            return adopt(session, connected, chosen).code();
        }
    }

    private ExitStatus adopt(Session session, Connected connected, List<Table> chosen) {
        DefaultService defaults = context.services().defaultPartitions();
        PlanRun run = new PlanRun(NAME, context, connected);
        Plan foreseen = defaults.plan(session, chosen);
        if (context.options().isDryRun() || foreseen.isEmpty()) {
            return run.finish(session, foreseen, Agreement.REQUIRED);
        }
        // Asked before the lock is taken: nobody who boots is to wait for a person.
        run.agree(foreseen, Agreement.REQUIRED);
        return defaults.alone(
                session,
                context.options().lockWait(),
                connected.renderer()::progress,
                () -> run.carryOut(session, defaults.plan(session, chosen)));
    }
}
