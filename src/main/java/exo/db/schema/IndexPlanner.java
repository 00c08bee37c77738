package exo.db.schema;

import exo.db.schema.Change.IndexBuild;
import exo.db.schema.Change.IndexForm;
import exo.db.schema.ObservedTable.ObservedIndex;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Plans the indexes of a table that exists.
 *
 * <p>An equivalent index is kept whatever its name. An index that bears the declared name but is another one is
 * replaced: the new one is built beside it, and only when that is valid do the two change places. What an interrupted
 * build left behind is cleared away, but never while somebody may still be building it.
 */
final class IndexPlanner {
    private final DraftBuilder draft;
    private final Table table;
    private final QualifiedName name;
    private final Stage stage;
    private final ObservedTable observed;

    IndexPlanner(DraftBuilder draft, Table table, Stage stage, ObservedTable observed) {
        this.draft = draft;
        this.table = table;
        this.name = draft.snapshot().qualified(table.name());
        this.stage = stage;
        this.observed = observed;
    }

    /** An index of a table that is yet to be made. */
    static void planNew(DraftBuilder draft, Stage stage, QualifiedName table, Index index) {
        String free = FreeIndexName.find(draft, table, index);
        if (!free.isEmpty()) {
            draft.add(Step.shared(stage, new Change.CreateIndex(table, index.named(free), IndexBuild.PLAIN)));
        }
    }

    void plan() {
        table.indexes().stream().filter(index -> !index.isOnExpression()).forEach(this::plan);
    }

    void plan(Index index) {
        ObservedIndex found = Equivalence.indexLike(index, observed).orElse(null);
        if (found != null && found.valid()) {
            keep(index, found);
            return;
        }
        Pending obstacle = new ColumnUse(draft, table, observed)
                .obstacle("index " + index.name(), index.definition())
                .orElse(null);
        if (obstacle != null) {
            draft.leaveOut(obstacle);
        } else if (observed.kind() == ObservedTable.Kind.PARTITIONED) {
            buildPartitioned(index);
        } else {
            buildPlain(index);
        }
    }

    /** A finished replacement takes its place; the remains of one that is not needed any more go. */
    private void keep(Index index, ObservedIndex found) {
        String replacement = IndexNames.replacement(index.name());
        if (!found.name().equals(replacement)) {
            clear(bearing(replacement).stream().toList());
        } else if (bearing(index.name()).isPresent()) {
            if (!isNeededByOthers(index)) {
                replace(index);
            }
        } else if (!draft.isNameTaken(index.name())) {
            // The index alone is locked; the table is named because only tables can be waited for.
            Change rename = new Change.RenameIndex(name, replacement, index.name());
            draft.add(Step.locking(stage, rename, name, LockMode.SHARE_UPDATE_EXCLUSIVE));
        }
    }

    private void buildPlain(Index index) {
        if (!clear(leftovers(index))) {
            return;
        }
        boolean changed = bearing(index.name()).filter(ObservedIndex::valid).isPresent();
        String target = changed ? IndexNames.replacement(index.name()) : FreeIndexName.find(draft, name, index);
        if (target.isEmpty() || (changed && isNeededByOthers(index)) || isBrokenByRows(index)) {
            return;
        }
        create(index.named(target));
        if (changed) {
            replace(index);
        }
    }

    /** An unfinished index of the definition is gone on with, whoever began it: nothing of it is wrong. */
    private void buildPartitioned(Index index) {
        List<ObservedIndex> unfinished = observed.indexes().stream()
                .filter(found -> Equivalence.sameIndex(index, found))
                .toList();
        Optional<ObservedIndex> bearer = bearing(index.name()).filter(found -> !Equivalence.sameIndex(index, found));
        String replacement = IndexNames.replacement(index.name());
        Optional<ObservedIndex> stale = bearing(replacement).filter(found -> !Equivalence.sameIndex(index, found));
        if (!clear(stale.stream().toList())) {
            return;
        }
        String target = unfinished.isEmpty()
                ? bearer.map(found -> replacement).orElseGet(() -> FreeIndexName.find(draft, name, index))
                : unfinished.getFirst().name();
        if (target.isEmpty() || (bearer.isPresent() && isNeededByOthers(index)) || isBrokenByRows(index)) {
            return;
        }
        boolean complete;
        if (unfinished.isEmpty() && !draft.hasRows(name)) {
            create(index.named(target));
            complete = true;
        } else {
            complete = new PartitionedIndexPlanner(draft, name, stage)
                    .build(
                            index.named(target),
                            unfinished.isEmpty()
                                    ? PartitionedIndexPlanner.Start.NOTHING
                                    : PartitionedIndexPlanner.Start.PARENT);
        }
        if (complete && target.equals(replacement) && bearer.isPresent()) {
            replace(index);
        }
    }

    private boolean isNeededByOthers(Index index) {
        Probe.Answer dependents = draft.ask(new Probe.IndexDependents(name, index.name()));
        if (dependents.examples().isEmpty()) {
            return false;
        }
        draft.leaveOut(new Pending(
                "index.in-use",
                "index " + index.name() + " on " + name + " has another definition than declared, "
                        + index.definition() + ", and cannot be replaced because of "
                        + String.join(", ", dependents.examples()),
                "drop what is named, run migrate again, and make it anew"));
        return true;
    }

    private boolean isBrokenByRows(Index index) {
        boolean canCollide =
                index.uniqueness().isUnique() && new ColumnUse(draft, table, observed).isThere(index.definition());
        if (!canCollide || !draft.hasRows(name)) {
            return false;
        }
        Probe.Answer duplicates = draft.ask(new Probe.Duplicates(name, index));
        if (duplicates.count() > 0) {
            draft.leaveOut(duplicates(index, duplicates));
        }
        return duplicates.count() > 0;
    }

    private void create(Index index) {
        boolean online = observed.kind() == ObservedTable.Kind.TABLE && draft.hasRows(name);
        Cost cost = Cost.scan(observed.estimatedRows());
        if (online) {
            Change build = new Change.CreateIndex(name, index, IndexBuild.CONCURRENT);
            draft.add(Step.outside(stage, build, name, LockMode.SHARE_UPDATE_EXCLUSIVE)
                    .costing(cost));
        } else {
            Change build = new Change.CreateIndex(name, index, IndexBuild.PLAIN);
            draft.add(new Step(stage, build, Scope.OWN, List.of(new TableLock(name, LockMode.SHARE)), Set.of(), cost));
        }
    }

    private void replace(Index index) {
        boolean isConstraint = bearing(index.name())
                .filter(found -> !found.constraint().isEmpty())
                .isPresent();
        Change replace = new Change.ReplaceIndex(
                name,
                index.name(),
                IndexNames.replacement(index.name()),
                isConstraint ? IndexForm.CONSTRAINT : IndexForm.INDEX);
        draft.add(
                new Step(stage, replace, Scope.OWN, List.of(new TableLock(name, LockMode.ACCESS_EXCLUSIVE)), Set.of()));
    }

    /**
     * What stands in the place of the new index without being of use: unfinished, or built for an older declaration.
     */
    private List<ObservedIndex> leftovers(Index index) {
        String replacement = IndexNames.replacement(index.name());
        return observed.indexes().stream()
                .filter(found -> found.name().equals(replacement)
                        || (!found.valid()
                                && (Equivalence.sameIndex(index, found)
                                        || List.of(index.name(), IndexNames.beside(index.name()))
                                                .contains(found.name()))))
                .toList();
    }

    /** Drops them all, or none while somebody may be building one of them; says whether they will be gone. */
    private boolean clear(List<ObservedIndex> leftovers) {
        boolean unfinished = leftovers.stream().anyMatch(found -> !found.valid());
        if (unfinished && RunningBuilds.areReported(draft, name)) {
            return false;
        }
        for (ObservedIndex found : leftovers) {
            boolean online = observed.kind() == ObservedTable.Kind.TABLE;
            IndexBuild method = online ? IndexBuild.CONCURRENT : IndexBuild.PLAIN;
            Change drop = found.valid()
                    ? new Change.DropIndex(name.sibling(found.name()), method)
                    : new Change.DropLeftover(name, found.name(), method);
            draft.add(
                    online
                            ? Step.outside(stage, drop, name, LockMode.SHARE_UPDATE_EXCLUSIVE)
                            : new Step(
                                    stage,
                                    drop,
                                    Scope.OWN,
                                    List.of(new TableLock(name, LockMode.ACCESS_EXCLUSIVE)),
                                    Set.of()));
        }
        return true;
    }

    private Optional<ObservedIndex> bearing(String indexName) {
        return observed.indexes().stream()
                .filter(found -> found.name().equals(indexName))
                .findFirst();
    }

    private Pending duplicates(Index index, Probe.Answer duplicates) {
        String keys = String.join(", ", index.keys());
        boolean isAddress = keys.equals("lower(email)");
        return new Pending(
                isAddress ? "email.duplicate" : "index.duplicates",
                Offenders.text(
                        isAddress
                                ? name + " holds the same e-mail address more than once when case is ignored,"
                                : name + " holds the same (" + keys + ") more than once,",
                        duplicates),
                "decide which rows stay, change or delete the others, then run migrate again");
    }
}
