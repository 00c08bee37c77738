package exo.db.partition;

import exo.db.partition.PartitionSnapshot.Abandoned;
import exo.db.partition.PartitionSnapshot.MonthlyTable;
import exo.db.schema.Change;
import exo.db.schema.Change.Grace;
import exo.db.schema.LockMode;
import exo.db.schema.ObservedTable.ObservedLeaf.State;
import exo.db.schema.Pending;
import exo.db.schema.Plan;
import exo.db.schema.Scope;
import exo.db.schema.Stage;
import exo.db.schema.Step;
import exo.db.schema.TableLock;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Plans the partitions of all monthly tables: first those that rows need, then those that have expired. */
final class PartitionPlanner {
    private PartitionPlanner() {}

    static Plan plan(PartitionSnapshot observed, PartitionPolicy policy, Purpose purpose) {
        Plan plan = unfinished(observed);
        if (purpose.creates()) {
            plan = plan.then(creations(observed, policy));
        }
        if (purpose.drops()) {
            plan = plan.then(drops(observed.after(plan), policy, purpose.grace()));
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

    /** Before everything else: until then rows of that month are neither seen nor taken. */
    private static Plan unfinished(PartitionSnapshot observed) {
        List<Step> steps = new ArrayList<>();
        for (MonthlyTable table : observed.tables()) {
            table.leaves().stream()
                    .filter(leaf -> leaf.state() == State.DETACH_PENDING)
                    .forEach(leaf -> steps.add(new Step(
                            Stage.PARTITIONS,
                            new Change.FinishDetach(table.name(), leaf.name()),
                            Scope.OWN,
                            List.of(
                                    new TableLock(table.name(), LockMode.SHARE_UPDATE_EXCLUSIVE),
                                    new TableLock(leaf.name(), LockMode.ACCESS_EXCLUSIVE)),
                            Set.of())));
        }
        return new Plan(steps, List.of());
    }

    private static Plan drops(PartitionSnapshot observed, PartitionPolicy policy, Grace grace) {
        ExpiryPlanner expiry = new ExpiryPlanner(observed, policy, grace);
        if (!expiry.hasWork()) {
            return Plan.EMPTY;
        }
        Optional<Pending> fuse = observed.clocks().distrust("no partition is dropped");
        return fuse.isPresent() ? new Plan(List.of(), List.of(fuse.get())) : expiry.plan();
    }
}
