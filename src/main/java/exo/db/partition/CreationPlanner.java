package exo.db.partition;

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
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Plans the partitions that one table lacks, months from the current one on. */
final class CreationPlanner {
    private static final String ADOPT = "run exo-db-cli partitions adopt-default";

    private final MonthlyTable table;

    /** Names that are taken, or will be. */
    private final Set<String> used;

    /** Months without a row, whose making would search a default partition that is too large for it. */
    private final List<YearMonth> unsearched = new ArrayList<>();

    private final List<Step> steps = new ArrayList<>();
    private final List<Pending> pending = new ArrayList<>();

    CreationPlanner(MonthlyTable table) {
        this.table = table;
        this.used = new HashSet<>(table.taken());
        table.leaves().forEach(leaf -> used.add(leaf.name().name()));
    }

    Plan plan(List<YearMonth> wanted) {
        Optional<ObservedLeaf> unreadable = table.leaves().stream()
                .filter(leaf -> leaf.state() == State.ATTACHED && leaf.bound().isEmpty())
                .findFirst();
        if (unreadable.isPresent()) {
            leaveOut(unreadable.get());
        } else {
            wanted.forEach(this::plan);
        }
        if (!unsearched.isEmpty()) {
            leaveOutSearches();
        }
        planDefault();
        if (steps.stream().anyMatch(step -> step.change() instanceof Change.CreatePartition)) {
            table.making().owner().ifPresent(this::warnOfOwner);
        }
        return new Plan(steps, pending);
    }

    private void plan(YearMonth month) {
        List<MonthRange> gaps = MonthCoverage.gaps(month, table.bounds());
        long rows = table.defaultRows().getOrDefault(month, 0L);
        if (gaps.isEmpty()) {
            return;
        }
        if (rows > 0) {
            leaveOutRows(month, rows);
        } else if (table.making().defaultBytes() > DefaultPlanner.MOST_BYTES_SCANNED) {
            unsearched.add(month);
        } else {
            gaps.forEach(gap -> make(month, gap));
        }
    }

    private void make(YearMonth month, MonthRange gap) {
        String best = MonthCoverage.partitionName(table.name().name(), month);
        Optional<String> free = free(MonthCoverage.names(best), best);
        if (free.isEmpty()) {
            return;
        }
        QualifiedName partition = table.name().sibling(free.get());
        Optional<QualifiedName> model = table.newest().map(ObservedLeaf::name);
        add(new Change.CreatePartition(table.name(), partition, gap, model), locksOfAttach());
        if (!gap.equals(MonthRange.of(month))) {
            warnOfPart(month, partition, gap);
        }
    }

    private void planDefault() {
        if (table.defaultPartition().isPresent()) {
            return;
        }
        String best = MonthCoverage.defaultName(table.name().name());
        free(MonthCoverage.names(best), best)
                .ifPresent(free -> add(
                        new Change.CreateDefaultPartition(
                                table.name(), table.name().sibling(free)),
                        locksOfAttach()));
    }

    /** The first name that is free; another than the best is worth a warning, unless a partition of ours has that. */
    private Optional<String> free(List<String> names, String best) {
        Optional<String> free =
                names.stream().filter(name -> !used.contains(name)).findFirst();
        boolean isPartition = table.leaves().stream()
                .anyMatch(leaf ->
                        leaf.state() == State.ATTACHED && leaf.name().name().equals(best));
        if (free.isEmpty() || (table.taken().contains(best) && !isPartition)) {
            String what = table.making().attachable().contains(best) ? TakenName.ATTACHABLE : "";
            pending.add(TakenName.of(table.name(), table.name().sibling(best), what, free));
        }
        free.ifPresent(used::add);
        return free;
    }

    /** The default partition is searched for rows of the new month, so it is locked as well where it is there. */
    private List<TableLock> locksOfAttach() {
        List<TableLock> locks = new ArrayList<>();
        locks.add(new TableLock(table.name(), LockMode.SHARE_UPDATE_EXCLUSIVE));
        table.defaultPartition().ifPresent(leaf -> locks.add(new TableLock(leaf.name(), LockMode.ACCESS_EXCLUSIVE)));
        return locks;
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

    private void warnOfPart(YearMonth month, QualifiedName partition, MonthRange gap) {
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
                "partition.bound-odd",
                partition + " gets a part of month " + month + ", " + gap.from() + " to " + gap.to() + ": " + covering
                        + " covers the rest",
                "nothing: no row is kept out; whoever wants whole months replaces what begins or ends within one"));
    }

    private void warnOfOwner(String owner) {
        pending.add(new Pending(
                "partition.owner",
                "new partitions of " + table.name() + " belong to the role that makes them, and not to " + owner
                        + " like the newest: this role may not give them away",
                "have a superuser grant " + owner + " to this role, and grant create on schema "
                        + table.name().schema() + " to " + owner + "; or have it own the partitions itself"));
    }

    /** One item for all months: what is in the way, and its cure, is the same. */
    private void leaveOutSearches() {
        String months = unsearched.getFirst()
                + (unsearched.size() == 1
                        ? ""
                        : " and " + (unsearched.size() - 1) + " more until " + unsearched.getLast());
        pending.add(new Pending(
                "partition.default-rows",
                "month " + months + " of " + table.name() + " gets no partition: all rows of its default partition, "
                        + (table.making().defaultBytes() >> 20)
                        + " MiB, would be searched for rows of that month while nobody can use it",
                ADOPT));
    }

    private void leaveOutRows(YearMonth month, long rows) {
        pending.add(new Pending(
                "partition.default-rows",
                "month " + month + " of " + table.name() + " gets no partition: its default partition holds " + rows
                        + (rows == 1 ? " row" : " rows") + " of that month; further ones go there too",
                ADOPT));
    }
}
