package exo.db.partition;

import exo.db.database.Session;
import exo.db.engine.WindowsReader;
import exo.db.failure.Finding;
import exo.db.partition.PartitionReader.View;
import exo.db.partition.PartitionSnapshot.MonthlyTable;
import exo.db.schema.Change;
import exo.db.schema.Pending;
import exo.db.schema.Plan;
import exo.db.schema.SchemaSnapshot;
import exo.db.schema.Table;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** Plans and reports the partitions of the monthly tables. Never writes. */
public final class PartitionService {
    private final Clock clock;

    /** @param clock this machine's, which the database's is compared with before anything is dropped */
    public PartitionService(Clock clock) {
        this.clock = clock;
    }

    /**
     * The plan for the purpose; empty when there is nothing to do.
     *
     * @param monthly the tables as declared; one that is not there yet is planned for as if it were empty, one that is
     *     a plain table is left alone
     */
    public Plan plan(Session session, List<Table> monthly, Purpose purpose) {
        View view = PartitionReader.read(session, monthly, clock, purpose);
        return PartitionPlanner.plan(view.snapshot(), view.policy(), purpose);
    }

    /** The same for whoever has read the catalog already. */
    public Plan plan(Session session, SchemaSnapshot catalog, List<Table> monthly, Purpose purpose) {
        View view = PartitionReader.read(session, catalog, monthly, clock, purpose);
        return PartitionPlanner.plan(view.snapshot(), view.policy(), purpose);
    }

    /**
     * The same for commands that are typed by hand.
     *
     * @throws MonthlyTablesMissing before the first migrate
     */
    public Plan planMigrated(Session session, List<Table> monthly, Purpose purpose) {
        View view = migrated(session, monthly, purpose);
        return PartitionPlanner.plan(view.snapshot(), view.policy(), purpose);
    }

    /** Names the partitions of the current and the next month that are missing; the backend needs them all. */
    public List<String> missingNow(Session session, List<Table> monthly) {
        return PartitionPlanner.missingNow(
                PartitionReader.read(session, monthly, clock, Purpose.ENSURE).snapshot());
    }

    /**
     * Those among {@link #missingNow} that the backend fails without: none where a default partition takes the rows.
     */
    public List<String> missedByBackend(Session session, List<Table> monthly) {
        View view = PartitionReader.read(session, monthly, clock, Purpose.ENSURE);
        return view.snapshot().takesEveryRow() ? List.of() : PartitionPlanner.missingNow(view.snapshot());
    }

    /**
     * Proves after a boot that the backend can write: the current and the next month have their partitions, or else
     * somebody has to clear the way for them and a default partition takes the rows until then.
     *
     * @param deferred what of the plan had to be left for the next run
     * @throws MonthsMissing when it cannot
     */
    public void verify(Session session, SchemaSnapshot catalog, List<Table> monthly, List<Pending> deferred) {
        View view = PartitionReader.read(session, catalog, monthly, clock, Purpose.ENSURE);
        List<String> missing = PartitionPlanner.missingNow(view.snapshot());
        if (missing.isEmpty()) {
            return;
        }
        Plan plan = PartitionPlanner.plan(view.snapshot(), view.policy(), Purpose.ENSURE);
        if (!deferred.isEmpty() && makesSome(plan, missing)) {
            throw MonthsMissing.deferred(missing, deferred);
        }
        if (!view.snapshot().takesEveryRow()) {
            throw MonthsMissing.blocked(missing, plan.pending());
        }
    }

    /** Whether nothing but what was in the way a moment ago keeps one of the months from being made. */
    private static boolean makesSome(Plan plan, List<String> missing) {
        return plan.steps().stream()
                .anyMatch(step -> step.change() instanceof Change.CreatePartition create
                        && missing.stream().anyMatch(create.partition().name()::startsWith));
    }

    private View migrated(Session session, List<Table> monthly, Purpose purpose) {
        View view = PartitionReader.read(session, monthly, clock, purpose);
        if (view.readiness() == View.Readiness.NOT_MIGRATED) {
            throw new MonthlyTablesMissing(session.schema());
        }
        return view;
    }

    /**
     * Every partition with what will become of it.
     *
     * @throws MonthlyTablesMissing before the first migrate
     */
    public PartitionReport report(Session session, List<Table> monthly) {
        View view = migrated(session, monthly, Purpose.BOOT);
        return new PartitionReporter(session, view.snapshot(), WindowsReader.read(session))
                .report(PartitionPlanner.plan(view.snapshot(), view.policy(), Purpose.BOOT)
                        .pending());
    }

    /**
     * What is not as it should be; a few queries however many partitions there are.
     *
     * @throws MonthlyTablesMissing before the first migrate
     */
    public PartitionCheck check(Session session, List<Table> monthly) {
        PartitionSnapshot observed = migrated(session, monthly, Purpose.ENSURE).snapshot();
        List<Finding> findings = new ArrayList<>();
        for (MonthlyTable table : observed.tables()) {
            long rows = table.defaultPartition()
                    .map(leaf -> LeafQueries.rows(session, leaf.name()))
                    .orElse(0L);
            findings.addAll(new PartitionJudge(table, observed.clocks().database())
                    .judge(rows, LeafQueries.flaws(session, table.name())));
        }
        long partitions = observed.tables().stream()
                .mapToLong(table -> table.leaves().size())
                .sum();
        return new PartitionCheck(partitions, findings);
    }
}
