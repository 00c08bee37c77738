package exo.db.partition;

import exo.db.partition.MonthCoverage.Coverage;
import exo.db.partition.PartitionSnapshot.MonthlyTable;
import exo.db.schema.Change;
import exo.db.schema.LockMode;
import exo.db.schema.MonthRange;
import exo.db.schema.ObservedTable.ObservedLeaf;
import exo.db.schema.ObservedTable.ObservedLeaf.State;
import exo.db.schema.Pending;
import exo.db.schema.Plan;
import exo.db.schema.QualifiedName;
import exo.db.schema.Scope;
import exo.db.schema.Stage;
import exo.db.schema.Step;
import exo.db.schema.TableLock;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Plans the partitions that one table lacks: an interrupted detach first, then months from the current one on. */
final class CreationPlanner {
    private final MonthlyTable table;
    private final List<Step> steps = new ArrayList<>();
    private final List<Pending> pending = new ArrayList<>();

    CreationPlanner(MonthlyTable table) {
        this.table = table;
    }

    Plan plan(List<YearMonth> wanted) {
        table.leaves().stream()
                .filter(leaf -> leaf.state() == State.DETACH_PENDING)
                .forEach(this::finishDetach);
        Optional<ObservedLeaf> unreadable = table.leaves().stream()
                .filter(leaf -> leaf.state() == State.ATTACHED && leaf.bound().isEmpty())
                .findFirst();
        if (unreadable.isPresent()) {
            leaveOut(unreadable.get());
        } else {
            wanted.forEach(this::plan);
        }
        planDefault();
        return new Plan(steps, pending);
    }

    private void plan(YearMonth month) {
        Coverage coverage = MonthCoverage.of(month, table.bounds());
        QualifiedName partition =
                table.name().sibling(MonthCoverage.partitionName(table.name().name(), month));
        long rows = table.defaultRows().getOrDefault(month, 0L);
        if (coverage == Coverage.WHOLE) {
            return;
        }
        if (coverage == Coverage.PARTIAL) {
            leaveOutPartial(month);
        } else if (table.taken().contains(partition.name())) {
            leaveOutTaken(partition, "month " + month);
        } else if (rows > 0) {
            leaveOutRows(month, rows);
        } else {
            add(
                    new Change.CreatePartition(
                            table.name(), partition, MonthRange.of(month), java.util.Optional.empty()),
                    locksOfAttach());
        }
    }

    private void planDefault() {
        QualifiedName partition =
                table.name().sibling(MonthCoverage.defaultName(table.name().name()));
        if (table.defaultPartition().isPresent()) {
            return;
        }
        if (table.taken().contains(partition.name())) {
            leaveOutTaken(partition, "the default partition");
        } else {
            add(new Change.CreateDefaultPartition(table.name(), partition), locksOfAttach());
        }
    }

    /** The default partition is searched for rows of the new month, so it is locked as well where it is there. */
    private List<TableLock> locksOfAttach() {
        List<TableLock> locks = new ArrayList<>();
        locks.add(new TableLock(table.name(), LockMode.SHARE_UPDATE_EXCLUSIVE));
        table.defaultPartition().ifPresent(leaf -> locks.add(new TableLock(leaf.name(), LockMode.ACCESS_EXCLUSIVE)));
        return locks;
    }

    private void finishDetach(ObservedLeaf leaf) {
        add(
                new Change.FinishDetach(table.name(), leaf.name()),
                List.of(
                        new TableLock(table.name(), LockMode.SHARE_UPDATE_EXCLUSIVE),
                        new TableLock(leaf.name(), LockMode.ACCESS_EXCLUSIVE)));
    }

    private void add(Change change, List<TableLock> locks) {
        steps.add(new Step(Stage.PARTITIONS, change, Scope.OWN, locks, Set.of()));
    }

    private void leaveOut(ObservedLeaf leaf) {
        pending.add(new Pending(
                "partition.bound",
                table.name() + " gets no months: the bound of its partition " + leaf.name()
                        + " is not a range of timestamptz, so it cannot be told which months it covers",
                "see it with \\d+ " + table.name() + " in psql, and detach it or give it such a bound"));
    }

    private void leaveOutPartial(YearMonth month) {
        MonthRange range = MonthRange.of(month);
        String covering = String.join(
                ", ",
                table.leaves().stream()
                        .filter(leaf -> leaf.state() == State.ATTACHED)
                        .filter(leaf -> leaf.bound().filter(range::overlaps).isPresent())
                        .map(leaf -> leaf.name() + " (" + leaf.bound().get().from() + " to "
                                + leaf.bound().get().to() + ")")
                        .toList());
        pending.add(new Pending(
                "partition.overlap",
                "month " + month + " of " + table.name() + " gets no partition: " + covering
                        + " covers a part of it; rows of the rest go to the default partition",
                "replace that partition by one whose bounds are month starts in UTC, or attach one for the rest"));
    }

    private void leaveOutTaken(QualifiedName partition, String purpose) {
        pending.add(new Pending(
                "partition.name-taken",
                purpose + " of " + table.name() + " gets no partition: " + partition
                        + " exists and is not one of its partitions",
                "attach it with alter table ... attach partition, or rename it; then run again"));
    }

    private void leaveOutRows(YearMonth month, long rows) {
        pending.add(new Pending(
                "partition.default-rows",
                "month " + month + " of " + table.name() + " gets no partition: its default partition holds " + rows
                        + (rows == 1 ? " row" : " rows") + " of that month; further ones go there too",
                "move these rows out of "
                        + table.defaultPartition()
                                .map(leaf -> leaf.name().toString())
                                .orElse("the default partition")
                        + ", then run again"));
    }
}
