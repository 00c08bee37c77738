package exo.db.command;

import exo.db.command.CommandContext.Connected;
import exo.db.command.PlanRun.Agreement;
import exo.db.database.Session;
import exo.db.failure.ExitStatus;
import exo.db.partition.AdoptionService;
import exo.db.schema.Plan;
import exo.db.schema.Table;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code exo-db-cli partitions adopt}: a plain event table of an older release becomes a partitioned one. */
@Command(
        name = "adopt",
        description = "Turn a plain table of an older release into the partitioned one, while the backend writes.",
        footer = {
            "",
            "Its rows stay where they are: the table becomes the partition TABLE_legacy, which ends with a coming",
            "month; months follow. An index and a check are prepared beside those who write; then everybody waits",
            "once for a moment. Run migrate first. Safe to stop and to run again. Until it is done, rows that are",
            "dated after that month are refused; if it is given up, migrate and serve-maintenance take the check",
            "away before the month comes.",
            "",
            "Asks on a terminal, and wants --yes elsewhere.",
            "",
            "Exit codes: 0 done, or nothing to do; 2 no such table; 10 11 15 try again; 13 not migrated yet;",
            "14 refused, nothing was changed; 16 the login.",
            "",
            "Examples:",
            "  exo-db-cli partitions adopt session_events --dry-run",
            "  exo-db-cli partitions adopt audit_events --yes --output json"
        })
final class PartitionsAdoptCommand implements Callable<Integer> {
    private static final String NAME = "partitions adopt";

    private final CommandContext context;

    @Parameters(
            paramLabel = "TABLE",
            completionCandidates = Known.Tables.class,
            description = "session_events or audit_events.")
    private String table;

    PartitionsAdoptCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Table named = MonthlyTables.named(table);
        try (Connected connected = context.connect(NAME);
                Session session = connected.open()) {
            return adopt(session, connected, named).code();
        }
    }

    private ExitStatus adopt(Session session, Connected connected, Table named) {
        AdoptionService adoption = context.services().adoption();
        PlanRun run = new PlanRun(NAME, context, connected);
        Plan foreseen = adoption.plan(session, named);
        if (context.options().isDryRun() || foreseen.isEmpty()) {
            return run.finish(session, foreseen, Agreement.REQUIRED);
        }
        // Asked before the lock is taken: nobody who boots is to wait for a person.
        run.agree(foreseen, Agreement.REQUIRED);
        return adoption.alone(
                session,
                context.options().lockWait(),
                connected.renderer()::progress,
                () -> run.carryOut(session, adoption.plan(session, named)));
    }
}
