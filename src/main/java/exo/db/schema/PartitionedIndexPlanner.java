package exo.db.schema;

import exo.db.schema.Change.IndexBuild;
import exo.db.schema.LeafState.Filling;
import exo.db.schema.LeafState.Kind;
import exo.db.schema.ObservedTable.ObservedIndex;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Plans an index of a partitioned table that holds rows: that of the parent alone, which takes a moment, then each
 * partition's without stopping its writers, then one after the other attached. The parent's is valid with the last of
 * them. Partitions that are made meanwhile get their part of it when they are attached.
 */
final class PartitionedIndexPlanner {
    private final DraftBuilder draft;
    private final QualifiedName name;
    private final Stage stage;

    PartitionedIndexPlanner(DraftBuilder draft, QualifiedName name, Stage stage) {
        this.draft = draft;
        this.name = name;
        this.stage = stage;
    }

    /** What is there already. */
    enum Start {
        NOTHING,
        /** The parent's index, not valid yet. */
        PARENT
    }

    /** Plans it under the name it bears or is to bear; says whether it will be valid. */
    boolean build(Index index, Start start) {
        List<LeafState> leaves = draft.ask(new Probe.LeafIndexes(name)).leaves();
        if (isOutOfReach(index, leaves) || isBeingBuilt(index, leaves)) {
            return false;
        }
        if (start == Start.NOTHING) {
            draft.add(Step.locking(stage, new Change.CreateParentIndex(name, index), name, LockMode.SHARE));
        }
        List<LeafState> lacking =
                leaves.stream().filter(leaf -> attached(index, leaf).isEmpty()).toList();
        lacking.forEach(leaf -> contribute(index, leaf));
        boolean complete = leaves.stream().allMatch(leaf -> isSound(index, leaf));
        if (lacking.isEmpty() && complete && !leaves.isEmpty()) {
            // The last partition that lacked its part was detached: attaching another again has the server look anew.
            LeafState any = leaves.getLast();
            attach(index, any, attached(index, any).orElseThrow().name());
        }
        return complete;
    }

    /** The server never sees an index as whole that cannot have a part in every partition. */
    private boolean isOutOfReach(Index index, List<LeafState> leaves) {
        List<String> odd = leaves.stream()
                .filter(leaf -> leaf.kind() != Kind.TABLE)
                .map(leaf -> leaf.name()
                        + (leaf.kind() == Kind.FOREIGN ? " is a foreign table" : " has partitions of its own"))
                .toList();
        if (odd.isEmpty()) {
            return false;
        }
        draft.leaveOut(new Pending(
                "index.odd-partition",
                "index " + index.name() + " on " + name + " cannot be built partition by partition: "
                        + String.join(", ", odd),
                "detach it, or build the index by hand in a quiet hour: create index ... on " + name + " "
                        + index.definition()));
        return true;
    }

    private boolean isBeingBuilt(Index index, List<LeafState> leaves) {
        boolean unfinished = leaves.stream()
                .flatMap(leaf -> leaf.indexes().stream())
                .anyMatch(found -> !found.valid() && Equivalence.sameIndex(index, found));
        return unfinished && RunningBuilds.areReported(draft, name);
    }

    private void contribute(Index index, LeafState leaf) {
        List<ObservedIndex> candidates = leaf.indexes().stream()
                .filter(found -> found.parent().isEmpty() && Equivalence.sameIndex(index, found))
                .toList();
        Optional<ObservedIndex> ready =
                candidates.stream().filter(found -> found.valid()).findFirst();
        if (ready.isPresent()) {
            attach(index, leaf, ready.get().name());
            return;
        }
        candidates.forEach(found -> drop(leaf, found));
        Set<String> taken = leaf.indexes().stream()
                .filter(found -> !candidates.contains(found))
                .map(found -> found.name())
                .collect(Collectors.toSet());
        Index part = index.named(IndexNames.leaf(leaf.name().name(), index, taken));
        create(leaf, part);
        attach(index, leaf, part.name());
    }

    private void create(LeafState leaf, Index part) {
        Cost cost = Cost.scan(leaf.estimatedRows());
        if (leaf.filling() == Filling.EMPTY) {
            Change build = new Change.CreateLeafIndex(name, leaf.name(), part, IndexBuild.PLAIN);
            draft.add(Step.locking(stage, build, leaf.name(), LockMode.SHARE).costing(cost));
        } else {
            Change build = new Change.CreateLeafIndex(name, leaf.name(), part, IndexBuild.CONCURRENT);
            draft.add(Step.outside(stage, build, leaf.name(), LockMode.SHARE_UPDATE_EXCLUSIVE)
                    .costing(cost));
        }
    }

    private void drop(LeafState leaf, ObservedIndex leftover) {
        Change drop = new Change.DropLeftover(leaf.name(), leftover.name(), IndexBuild.CONCURRENT);
        draft.add(Step.outside(stage, drop, leaf.name(), LockMode.SHARE_UPDATE_EXCLUSIVE));
    }

    /** The lock is one on the partition's index, which whoever reads or writes the partition holds as well. */
    private void attach(Index index, LeafState leaf, String part) {
        Change attach = new Change.AttachIndex(name, index.name(), leaf.name(), part);
        List<TableLock> locks = List.of(
                new TableLock(name, LockMode.ACCESS_SHARE),
                new TableLock(leaf.name(), LockMode.ACCESS_SHARE),
                new TableLock(leaf.name().sibling(part), LockMode.ACCESS_EXCLUSIVE));
        draft.add(new Step(stage, attach, Scope.OWN, locks, Set.of()));
    }

    /** A part that is attached but not valid is nothing that a run could mend: it cannot be dropped. */
    private boolean isSound(Index index, LeafState leaf) {
        Optional<ObservedIndex> broken = attached(index, leaf).filter(found -> !found.valid());
        broken.ifPresent(found -> draft.leaveOut(new Pending(
                "index.leaf-invalid",
                "index " + found.name() + " of partition " + leaf.name() + " is not valid, and so " + index.name()
                        + " on " + name + " is not",
                "reindex index concurrently " + leaf.name().sibling(found.name()) + ", then run migrate again")));
        return broken.isEmpty();
    }

    private static Optional<ObservedIndex> attached(Index index, LeafState leaf) {
        return leaf.indexes().stream()
                .filter(found -> found.parent().equals(index.name()))
                .findFirst();
    }
}
