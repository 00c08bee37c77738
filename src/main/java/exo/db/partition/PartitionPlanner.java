package exo.db.partition;

import exo.db.partition.PartitionSnapshot.Abandoned;
import exo.db.partition.PartitionSnapshot.MonthlyTable;
import exo.db.schema.Change;
import exo.db.schema.LockMode;
import exo.db.schema.Pending;
import exo.db.schema.Plan;
import exo.db.schema.Stage;
import exo.db.schema.Step;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Plans the partitions of all monthly tables: first those that rows need, then those that have expired. */
final class PartitionPlanner {
    private PartitionPlanner() {}

    static Plan plan(PartitionSnapshot observed, PartitionPolicy policy, Purpose purpose) {
        Plan plan = Plan.EMPTY;
        if (purpose.creates()) {
            plan = plan.then(creations(observed, policy));
        }
        if (purpose.drops()) {
            plan = plan.then(drops(observed, policy));
        }
        return plan;
    }

    /** The current and the next month of each table that have no partition, by the name it should have. */
    static List<String> missingNow(PartitionSnapshot observed) {
        List<String> missing = new ArrayList<>();
        for (MonthlyTable table : observed.tables()) {
            for (YearMonth month : MonthCoverage.wanted(observed.clocks().database(), 1)) {
                if (MonthCoverage.of(month, table.bounds()) != MonthCoverage.Coverage.WHOLE) {
                    missing.add(MonthCoverage.partitionName(table.name().name(), month));
                }
            }
        }
        return missing;
    }

    private static Plan creations(PartitionSnapshot observed, PartitionPolicy policy) {
        List<YearMonth> wanted = MonthCoverage.wanted(observed.clocks().database(), policy.premakeMonths());
        Plan plan = new Plan(
                observed.abandoned().stream().map(PartitionPlanner::drop).toList(), List.of());
        for (MonthlyTable table : observed.tables()) {
            plan = plan.then(new CreationPlanner(table).plan(wanted));
        }
        return plan;
    }

    private static Step drop(Abandoned abandoned) {
        return Step.locking(
                Stage.PARTITIONS,
                new Change.DropProof(abandoned.table(), abandoned.check()),
                abandoned.table(),
                LockMode.ACCESS_EXCLUSIVE);
    }

    private static Plan drops(PartitionSnapshot observed, PartitionPolicy policy) {
        ExpiryPlanner expiry = new ExpiryPlanner(observed, policy);
        if (!expiry.hasWork()) {
            return Plan.EMPTY;
        }
        Optional<Pending> fuse = observed.clocks().distrust("no partition is dropped");
        return fuse.isPresent() ? new Plan(List.of(), List.of(fuse.get())) : expiry.plan();
    }
}
