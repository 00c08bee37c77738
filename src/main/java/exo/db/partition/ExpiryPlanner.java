package exo.db.partition;

import exo.db.partition.PartitionSnapshot.Detached;
import exo.db.partition.PartitionSnapshot.Expired;
import exo.db.partition.PartitionSnapshot.MonthlyTable;
import exo.db.partition.PartitionSnapshot.Weight;
import exo.db.schema.Change;
import exo.db.schema.Hazard;
import exo.db.schema.LockMode;
import exo.db.schema.Pending;
import exo.db.schema.Plan;
import exo.db.schema.QualifiedName;
import exo.db.schema.Scope;
import exo.db.schema.Stage;
import exo.db.schema.Step;
import exo.db.schema.TableLock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Plans which expired partitions are set aside, under the fuse against mass drops, and what leaves the trash. */
final class ExpiryPlanner {
    static final String TRASH = "exo_trash";

    /** Partitions of one table; more at once look like a wrong clock, a restored backup or a mistyped window. */
    private static final int MOST_AT_ONCE = 3;

    private final PartitionSnapshot observed;
    private final PartitionPolicy policy;
    private final List<Step> steps = new ArrayList<>();
    private final List<Pending> pending = new ArrayList<>();

    ExpiryPlanner(PartitionSnapshot observed, PartitionPolicy policy) {
        this.observed = observed;
        this.policy = policy;
    }

    Plan plan() {
        for (MonthlyTable table : observed.tables()) {
            detach(table);
        }
        switch (observed.trash().access()) {
            case READY -> {}
            case TO_BE_CREATED -> createTrash();
            case MISSING ->
                leaveOut("create schema " + TRASH + " authorization "
                        + observed.trash().role());
            case CLOSED ->
                leaveOut("grant usage, create on schema " + TRASH + " to "
                        + observed.trash().role());
        }
        observed.detached().stream().filter(this::isDue).forEach(this::drop);
        return new Plan(steps, pending);
    }

    /** Whether there is anything at all that could be set aside or dropped. */
    boolean hasWork() {
        return observed.detached().stream().anyMatch(this::isDue)
                || observed.tables().stream().anyMatch(table -> !goers(table).isEmpty());
    }

    private boolean isDue(Detached detached) {
        return detached.isOver(observed.clocks().database()) && detached.stay().isEmpty();
    }

    private static List<Expired> goers(MonthlyTable table) {
        return table.expired().stream()
                .filter(expired -> expired.stay().isEmpty())
                .toList();
    }

    private void detach(MonthlyTable table) {
        List<Expired> going = new ArrayList<>();
        for (Expired expired : goers(table)) {
            if (isInTrash(table, expired)) {
                pending.add(new Pending(
                        "partition.already-in-trash",
                        expired.partition() + " has expired but stays: an earlier partition of that name waits in "
                                + TRASH,
                        "nothing: it goes when the earlier one has been dropped"));
            } else {
                going.add(expired);
            }
        }
        Set<Hazard> hazards = isTooMuch(table, going) ? Set.of(Hazard.MASS_DROP) : Set.of();
        for (Expired expired : going) {
            steps.add(step(table, expired, hazards));
        }
    }

    private boolean isInTrash(MonthlyTable table, Expired expired) {
        return observed.detached().stream()
                .anyMatch(detached -> detached.parent().equals(table.name().name())
                        && detached.name().equals(expired.partition().name()));
    }

    /** Counted in rows; in bytes where the statistics do not know the rows of every partition. */
    private static boolean isTooMuch(MonthlyTable table, List<Expired> going) {
        if (going.size() > MOST_AT_ONCE) {
            return true;
        }
        boolean countRows = table.weights().values().stream()
                .allMatch(weight -> weight.rows().isPresent());
        long all = 0;
        for (Weight weight : table.weights().values()) {
            all += size(weight, countRows);
        }
        long leaving = 0;
        for (Expired expired : going) {
            leaving += size(weight(table, expired), countRows);
        }
        return leaving > all - leaving;
    }

    private static long size(Weight weight, boolean countRows) {
        return countRows ? weight.rows().orElse(0L) : weight.bytes();
    }

    private static Weight weight(MonthlyTable table, Expired expired) {
        return table.weights().getOrDefault(expired.partition(), new Weight(Optional.empty(), 0));
    }

    private Step step(MonthlyTable table, Expired expired, Set<Hazard> hazards) {
        Weight weight = weight(table, expired);
        Instant now = observed.clocks().database();
        Change.Detachment detachment = new Change.Detachment(
                table.name(),
                expired.partition(),
                new QualifiedName(TRASH, TrashName.of(expired.partition(), now)),
                table.name().sibling("detached_partitions"),
                expired.range(),
                weight.rows().orElse(0L),
                weight.bytes(),
                policy.graceDays());
        List<TableLock> locks = new ArrayList<>();
        locks.add(new TableLock(table.name(), LockMode.ACCESS_EXCLUSIVE));
        table.defaultPartition().ifPresent(leaf -> locks.add(new TableLock(leaf.name(), LockMode.ACCESS_EXCLUSIVE)));
        locks.add(new TableLock(expired.partition(), LockMode.ACCESS_EXCLUSIVE));
        return new Step(Stage.PARTITIONS, new Change.DetachPartition(detachment), Scope.OWN, locks, hazards);
    }

    /** Before the partitions; it is only worth while when one of them goes, so it shares what may stop them all. */
    private void createTrash() {
        if (!steps.isEmpty()) {
            boolean allStopped = steps.stream().allMatch(step -> step.hazards().contains(Hazard.MASS_DROP));
            Set<Hazard> hazards = allStopped ? Set.of(Hazard.MASS_DROP) : Set.of();
            steps.addFirst(new Step(Stage.PARTITIONS, new Change.CreateSchema(TRASH), Scope.OWN, List.of(), hazards));
        }
    }

    private void leaveOut(String cure) {
        if (!steps.isEmpty()) {
            pending.add(new Pending(
                    "partition.trash-closed",
                    (steps.size() == 1 ? "1 expired partition stays" : steps.size() + " expired partitions stay")
                            + ": this role cannot put anything into the schema " + TRASH,
                    "have the owner of the database run: " + cure));
            steps.clear();
        }
    }

    private void drop(Detached detached) {
        QualifiedName parent = observed.tables().stream()
                .map(MonthlyTable::name)
                .filter(name -> name.name().equals(detached.parent()))
                .findFirst()
                .orElse(null);
        if (parent != null) {
            QualifiedName trash = new QualifiedName(TRASH, detached.trashName());
            Change drop = new Change.DropDetached(parent, parent.sibling("detached_partitions"), detached.id(), trash);
            List<TableLock> locks = List.of(
                    new TableLock(parent.sibling("retention_holds"), LockMode.SHARE),
                    new TableLock(trash, LockMode.ACCESS_EXCLUSIVE));
            steps.add(new Step(Stage.PARTITIONS, drop, Scope.OWN, locks, Set.of()));
        }
    }
}
