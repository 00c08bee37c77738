package exo.db.command;

import exo.db.command.CommandContext.Connected;
import exo.db.command.PlanRun.Agreement;
import exo.db.command.option.WrongUsage;
import exo.db.database.Session;
import exo.db.failure.ExitStatus;
import exo.db.partition.PartitionCheck;
import exo.db.partition.PartitionReport;
import exo.db.partition.PartitionService;
import exo.db.partition.Purpose;
import exo.db.render.PartitionCheckRendering;
import exo.db.render.PartitionsRendering;
import exo.db.schema.Hazard;
import exo.db.schema.Plan;
import exo.db.schema.Table;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code exo-db-cli partitions}: the monthly partitions, by hand. */
@Command(
        name = "partitions",
        description =
                "List, check, make, drop and bring back the monthly partitions, and adopt what is outside of them.",
        footer = {
            "",
            "migrate and serve-maintenance make and drop them by themselves. Months are UTC months. An",
            "expired partition waits in the schema exo_trash for as long as settings say before it is dropped.",
            "",
            "Exit codes: 0 done, or nothing to do; 10 11 15 try again; 13 not migrated yet; 14 refused, nothing",
            "was changed; 16 the login.",
            "",
            "Examples:",
            "  exo-db-cli partitions list",
            "  exo-db-cli partitions check --output json",
            "  exo-db-cli partitions drop-expired --dry-run"
        })
final class PartitionsCommand implements Callable<Integer> {
    private static final List<Table> MONTHLY = MonthlyTables.ALL;

    private PartitionsCommand() {}

    /** The command with its subcommands. */
    static CommandLine tree(CommandContext context) {
        return new CommandLine(new PartitionsCommand())
                .addSubcommand(new ListAll(context))
                .addSubcommand(new Check(context))
                .addSubcommand(new Ensure(context))
                .addSubcommand(new DropExpired(context))
                .addSubcommand(new PartitionsUndropCommand(context))
                .addSubcommand(new PartitionsAdoptCommand(context))
                .addSubcommand(new PartitionsAdoptDefaultCommand(context));
    }

    @Override
    public Integer call() {
        throw new WrongUsage(
                "command.missing",
                "partitions needs to know what to do",
                "",
                "type partitions list, check, ensure, drop-expired, undrop MONTH, adopt TABLE or adopt-default");
    }

    private static ExitStatus run(CommandContext context, String name, Purpose purpose, Agreement agreement) {
        Set<Hazard> named = purpose == Purpose.DROP_WITHOUT_GRACE ? Set.of(Hazard.NO_GRACE) : Set.of();
        try (Connected connected = context.connect(name);
                Session session = connected.open()) {
            PartitionService partitions = context.services().partitions();
            Plan plan = partitions.planMigrated(session, MONTHLY, purpose);
            return new PlanRun(name, context, connected, named).finish(session, plan, agreement);
        }
    }

    /** {@code exo-db-cli partitions list}. */
    @Command(
            name = "list",
            description = "Show every partition: what it covers, what it holds, why it stays.",
            footer = {
                "",
                "Exit codes: 0 done; 10 try again; 13 not migrated yet; 14 refused; 16 the login.",
                "",
                "Examples:",
                "  exo-db-cli partitions list",
                "  exo-db-cli partitions list --output json"
            })
    static final class ListAll implements Callable<Integer> {
        private final CommandContext context;

        ListAll(CommandContext context) {
            this.context = context;
        }

        @Override
        public Integer call() {
            try (Connected connected = context.connect("partitions list");
                    Session session = connected.open()) {
                PartitionService partitions = context.services().partitions();
                PartitionReport report = partitions.report(session, MONTHLY);
                connected.renderer().pending(report.pending());
                connected.renderer().result(new PartitionsRendering(report));
                return ExitStatus.DONE.code();
            }
        }
    }

    /** {@code exo-db-cli partitions check}. */
    @Command(
            name = "check",
            description = "Check that no row is refused or goes astray: gaps, headroom, bounds, indexes, statistics.",
            footer = {
                "",
                "Changes nothing. Fewer than 3 months ahead are a warning; it is an error when the current or the",
                "next month is missing, when rows lie in a default partition, or when a partition refuses rows.",
                "",
                "Exit codes: 0 all is well; 4 something is wrong; 5 only warnings; 10 15 try again;",
                "13 not migrated yet; 14 refused; 16 the login.",
                "",
                "Examples:",
                "  exo-db-cli partitions check",
                "  exo-db-cli partitions check --output json"
            })
    static final class Check implements Callable<Integer> {
        private final CommandContext context;

        Check(CommandContext context) {
            this.context = context;
        }

        @Override
        public Integer call() {
            try (Connected connected = context.connect("partitions check");
                    Session session = connected.open()) {
                PartitionCheck check = context.services().partitions().check(session, MONTHLY);
                connected.renderer().result(new PartitionCheckRendering(check));
                return check.exitStatus().code();
            }
        }
    }

    /** {@code exo-db-cli partitions ensure}. */
    @Command(
            name = "ensure",
            description = "Make the partitions that coming rows will need.",
            footer = {
                "",
                "Exit codes: 0 done, or nothing to do; 10 11 15 try again; 13 not migrated yet; 14 refused;",
                "16 the login.",
                "",
                "Examples:",
                "  exo-db-cli partitions ensure --dry-run",
                "  exo-db-cli partitions ensure --output json"
            })
    static final class Ensure implements Callable<Integer> {
        private final CommandContext context;

        Ensure(CommandContext context) {
            this.context = context;
        }

        @Override
        public Integer call() {
            return run(context, "partitions ensure", Purpose.ENSURE, Agreement.IMPLIED)
                    .code();
        }
    }

    /** {@code exo-db-cli partitions drop-expired}. */
    @Command(
            name = "drop-expired",
            description = "Set aside expired partitions, and drop those that were set aside for long enough.",
            footer = {
                "",
                "What was set aside comes back with partitions undrop MONTH until then. With --no-grace nothing is",
                "set aside: what has expired is dropped at once, and so is all that waits in the trash; only a backup",
                "can give it back. What a hold or a window keeps stays in either case.",
                "",
                "Asks on a terminal, and wants --yes elsewhere. More than 3 partitions of a table, or more than half",
                "of its rows, want --allow mass-drop as well.",
                "",
                "Exit codes: 0 done, or nothing to do; 10 11 15 try again; 13 not migrated yet; 14 refused, nothing",
                "was changed; 16 the login.",
                "",
                "Examples:",
                "  exo-db-cli partitions drop-expired --dry-run",
                "  exo-db-cli partitions drop-expired --allow mass-drop --yes"
            })
    static final class DropExpired implements Callable<Integer> {
        private final CommandContext context;

        @Option(names = "--no-grace", description = "Drop at once, and empty the trash.")
        private boolean noGrace;

        DropExpired(CommandContext context) {
            this.context = context;
        }

        @Override
        public Integer call() {
            Purpose purpose = noGrace ? Purpose.DROP_WITHOUT_GRACE : Purpose.DROP_EXPIRED;
            return run(context, "partitions drop-expired", purpose, Agreement.REQUIRED)
                    .code();
        }
    }
}
