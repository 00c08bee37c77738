package exo.db.command;

import exo.db.command.CommandContext.Connected;
import exo.db.command.PlanRun.Agreement;
import exo.db.command.option.MonthConverter;
import exo.db.database.Session;
import exo.db.failure.ExitStatus;
import exo.db.partition.ReturnService;
import exo.db.schema.Table;
import java.time.YearMonth;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code exo-db-cli partitions undrop}: a month that was set aside comes back. */
@Command(
        name = "undrop",
        description = "Bring back what was set aside of a month, while it is still in the trash.",
        footer = {
            "",
            "What is in the trash misses later migrations: it is brought up to date first, while nobody uses it,",
            "and then attached in a moment. Nobody who reads or writes waits, but for the default partition,",
            "which is locked for that moment. Safe to stop and to run again. What has expired is set aside again",
            "by the next drop, unless a hold or a longer window keeps it.",
            "",
            "Exit codes: 0 done; 2 no such month or table; 10 11 15 try again; 13 not migrated yet; 14 it is not",
            "in the trash, or something is in the way; 16 the login.",
            "",
            "Examples:",
            "  exo-db-cli partitions undrop 2026-03 --dry-run",
            "  exo-db-cli partitions undrop 2026-03 --table session_events"
        })
final class PartitionsUndropCommand implements Callable<Integer> {
    private static final String NAME = "partitions undrop";

    private final CommandContext context;

    @Parameters(
            paramLabel = "MONTH",
            completionCandidates = Known.Months.class,
            converter = MonthConverter.class,
            description = "A month in UTC, for example 2026-03.")
    private YearMonth month;

    @Option(
            names = "--table",
            paramLabel = "TABLE",
            completionCandidates = Known.Tables.class,
            description = "session_events or audit_events; otherwise both, as far as the trash has that month.")
    private @Nullable String table;

    PartitionsUndropCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        List<Table> tables = MonthlyTables.chosen(table);
        try (Connected connected = context.connect(NAME);
                Session session = connected.open()) {
            ReturnService returns = context.services().returns();
            PlanRun run = new PlanRun(NAME, context, connected);
            Supplier<ExitStatus> work =
                    () -> run.finish(session, returns.plan(session, tables, month), Agreement.IMPLIED);
            ExitStatus status = context.options().isDryRun()
                    ? work.get()
                    : returns.alone(session, context.options().lockWait(), connected.renderer()::progress, work);
            return status.code();
        }
    }
}
