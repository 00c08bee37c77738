package exo.db.partition;

import exo.db.partition.PartitionSnapshot.Detached;
import exo.db.partition.PartitionSnapshot.Detaching;
import exo.db.partition.PartitionSnapshot.Expired;
import exo.db.partition.PartitionSnapshot.MonthlyTable;
import exo.db.partition.PartitionSnapshot.Weight;
import exo.db.schema.Change;
import exo.db.schema.Change.Grace;
import exo.db.schema.Hazard;
import exo.db.schema.LockMode;
import exo.db.schema.ObservedTable.ObservedLeaf;
import exo.db.schema.ObservedTable.ObservedLeaf.State;
import exo.db.schema.Pending;
import exo.db.schema.Plan;
import exo.db.schema.QualifiedName;
import exo.db.schema.Scope;
import exo.db.schema.Stage;
import exo.db.schema.Step;
import exo.db.schema.TableLock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
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
    private final Grace grace;
    private final List<Step> steps = new ArrayList<>();
    private final List<Pending> pending = new ArrayList<>();

    ExpiryPlanner(PartitionSnapshot observed, PartitionPolicy policy, Grace grace) {
        this.observed = observed;
        this.policy = policy;
        this.grace = grace;
    }

    Plan plan() {
        observed.detaching().forEach(this::settle);
        for (MonthlyTable table : observed.tables()) {
            remove(table);
        }
        if (grace == Grace.GRANTED) {
            prepareTrash();
        }
        observed.detached().stream().filter(this::isDue).forEach(this::drop);
        return new Plan(steps, pending);
    }

    private void prepareTrash() {
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
    }

    /** Whether there is anything at all that could be set aside or dropped. */
    boolean hasWork() {
        return observed.detached().stream().anyMatch(this::isDue)
                || !observed.detaching().isEmpty()
                || observed.tables().stream().anyMatch(table -> !goers(table).isEmpty());
    }

    private boolean isDue(Detached detached) {
        boolean isOver =
                grace == Grace.WAIVED || detached.isOver(observed.clocks().database());
        return isOver && detached.stay().isEmpty();
    }

    private static List<Expired> goers(MonthlyTable table) {
        return table.expired().stream()
                .filter(expired -> expired.stay().isEmpty())
                .toList();
    }

    private void remove(MonthlyTable table) {
        List<Expired> going = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Expired expired : goers(table)) {
            if (!expired.referrers().isEmpty()) {
                leaveOutReferred(expired);
            } else if (isInTrash(table, expired)
                    || !names.add(expired.partition().name())) {
                pending.add(new Pending(
                        "partition.already-in-trash",
                        expired.partition() + " has expired but stays: an earlier partition of that name waits in "
                                + TRASH,
                        "nothing: it goes when the earlier one has been dropped"));
            } else {
                going.add(expired);
            }
        }
        Set<Hazard> hazards = EnumSet.noneOf(Hazard.class);
        if (isTooMuch(table, going)) {
            hazards.add(Hazard.MASS_DROP);
        }
        if (grace == Grace.WAIVED) {
            hazards.add(Hazard.NO_GRACE);
        }
        for (Expired expired : going) {
            steps.add(removal(table, expired, hazards));
        }
    }

    private void leaveOutReferred(Expired expired) {
        List<String> keys = expired.referrers().stream()
                .map(key -> key.constraint() + " of " + key.table())
                .toList();
        List<String> cures = expired.referrers().stream()
                .map(key -> "alter table " + key.table() + " drop constraint " + key.constraint())
                .toList();
        pending.add(new Pending(
                "partition.referenced",
                expired.partition() + " has expired but stays: rows elsewhere may refer to it by foreign key "
                        + String.join(", ", keys),
                String.join("; ", cures) + "; then run the same command again"));
    }

    /** With a trash to come back from, only what waits there under that name is in the way. */
    private boolean isInTrash(MonthlyTable table, Expired expired) {
        return grace == Grace.GRANTED
                && observed.detached().stream()
                        .anyMatch(detached -> detached.parent()
                                        .equals(table.name().name())
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

    private Step removal(MonthlyTable table, Expired expired, Set<Hazard> hazards) {
        Weight weight = weight(table, expired);
        Instant now = observed.clocks().database();
        Change.Detachment detachment = new Change.Detachment(
                table.name(),
                expired.partition(),
                table.defaultPartition().map(ObservedLeaf::name),
                new QualifiedName(TRASH, TrashName.of(expired.partition(), now)),
                ledger(table),
                expired.range(),
                weight.rows().orElse(0L),
                weight.bytes(),
                grace == Grace.WAIVED ? 0 : policy.graceDays());
        if (grace == Grace.WAIVED) {
            List<TableLock> locks = locks(detachment);
            locks.add(new TableLock(table.name().sibling("retention_holds"), LockMode.SHARE));
            return new Step(Stage.PARTITIONS, new Change.DropPartition(detachment), Scope.OWN, locks, hazards);
        }
        // The server detaches nothing concurrently beside a default partition.
        return detachment.defaultPartition().isPresent()
                ? new Step(
                        Stage.PARTITIONS, new Change.DetachPartition(detachment), Scope.OWN, locks(detachment), hazards)
                : new Step(
                        Stage.PARTITIONS,
                        new Change.DetachConcurrently(detachment),
                        Scope.NONE,
                        List.of(
                                new TableLock(table.name(), LockMode.SHARE_UPDATE_EXCLUSIVE),
                                new TableLock(expired.partition(), LockMode.SHARE)),
                        hazards);
    }

    private static List<TableLock> locks(Change.Detachment detachment) {
        List<TableLock> locks = new ArrayList<>();
        locks.add(new TableLock(detachment.parent(), LockMode.ACCESS_EXCLUSIVE));
        detachment.defaultPartition().ifPresent(leaf -> locks.add(new TableLock(leaf, LockMode.ACCESS_EXCLUSIVE)));
        locks.add(new TableLock(detachment.partition(), LockMode.ACCESS_EXCLUSIVE));
        return locks;
    }

    /** Its detach is done, or will be by the step that finishes it; where it never began there is nothing to settle. */
    private void settle(Detaching detaching) {
        MonthlyTable table = table(detaching.parent()).orElse(null);
        if (table == null) {
            return;
        }
        QualifiedName partition = table.name().sibling(detaching.name());
        boolean isAttached = table.leaves().stream()
                .anyMatch(leaf -> leaf.name().equals(partition) && leaf.state() != State.DETACH_PENDING);
        if (!isAttached) {
            Change.Detachment detachment = new Change.Detachment(
                    table.name(),
                    partition,
                    table.defaultPartition().map(ObservedLeaf::name),
                    new QualifiedName(TRASH, detaching.trashName()),
                    ledger(table),
                    detaching.range(),
                    detaching.estimatedRows(),
                    detaching.bytes(),
                    policy.graceDays());
            steps.add(Step.locking(
                    Stage.PARTITIONS, new Change.SettleDetached(detachment), partition, LockMode.ACCESS_EXCLUSIVE));
        }
    }

    private Optional<MonthlyTable> table(String parent) {
        return observed.tables().stream()
                .filter(table -> table.name().name().equals(parent))
                .findFirst();
    }

    private static QualifiedName ledger(MonthlyTable table) {
        return table.name().sibling("detached_partitions");
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
        MonthlyTable table = table(detached.parent()).orElse(null);
        if (table != null) {
            QualifiedName trash = new QualifiedName(TRASH, detached.trashName());
            Change drop =
                    new Change.DropDetached(table.name(), ledger(table), detached.id(), trash, detached.range(), grace);
            List<TableLock> locks = List.of(
                    new TableLock(table.name().sibling("retention_holds"), LockMode.SHARE),
                    new TableLock(trash, LockMode.ACCESS_EXCLUSIVE));
            boolean isEarly = !detached.isOver(observed.clocks().database());
            Set<Hazard> hazards = isEarly ? Set.of(Hazard.NO_GRACE) : Set.of();
            steps.add(new Step(Stage.PARTITIONS, drop, Scope.OWN, locks, hazards));
        }
    }
}
