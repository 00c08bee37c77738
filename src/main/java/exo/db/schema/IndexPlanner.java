package exo.db.schema;

import exo.db.schema.Change.IndexBuild;
import exo.db.schema.ObservedTable.ObservedIndex;

/** Plans the indexes of a table that exists. */
final class IndexPlanner {
    private final DraftBuilder draft;
    private final Table table;
    private final QualifiedName name;
    private final Stage stage;

    IndexPlanner(DraftBuilder draft, Table table, QualifiedName name, Stage stage) {
        this.draft = draft;
        this.table = table;
        this.name = name;
        this.stage = stage;
    }

    void plan(ObservedTable observed) {
        table.indexes().stream().filter(index -> !index.isOnExpression()).forEach(index -> plan(index, observed));
    }

    /** Keeps an equivalent valid index, replaces an invalid one, else builds what is missing. */
    void plan(Index index, ObservedTable observed) {
        ObservedIndex found = Equivalence.indexLike(index, observed).orElse(null);
        if (found != null && found.valid()) {
            return;
        }
        Pending obstacle = new ColumnUse(draft, table, observed)
                .obstacle("index " + index.name(), index.definition())
                .orElse(null);
        if (obstacle != null) {
            draft.leaveOut(obstacle);
            return;
        }
        if (found != null) {
            drop(found, observed);
        } else if (isNameTaken(index, observed)) {
            draft.leaveOut(new Pending(
                    "index.differs",
                    "index " + index.name() + " on " + name + " has another definition than declared: "
                            + index.definition(),
                    "rename or drop the index that bears the name, then run migrate again"));
            return;
        }
        create(index, observed);
    }

    private void create(Index index, ObservedTable observed) {
        boolean used = draft.hasRows(name);
        boolean canCollide =
                index.uniqueness().isUnique() && new ColumnUse(draft, table, observed).isThere(index.definition());
        if (used && canCollide) {
            Probe.Answer duplicates = draft.ask(new Probe.Duplicates(name, index));
            if (duplicates.count() > 0) {
                draft.leaveOut(duplicates(index, duplicates));
                return;
            }
        }
        if (used && observed.kind() == ObservedTable.Kind.TABLE) {
            draft.add(Step.outside(
                    stage,
                    new Change.CreateIndex(name, index, IndexBuild.CONCURRENT),
                    name,
                    LockMode.SHARE_UPDATE_EXCLUSIVE));
        } else {
            draft.add(Step.locking(stage, new Change.CreateIndex(name, index, IndexBuild.PLAIN), name, LockMode.SHARE));
        }
    }

    private void drop(ObservedIndex found, ObservedTable observed) {
        QualifiedName index = name.sibling(found.name());
        if (observed.kind() == ObservedTable.Kind.TABLE) {
            draft.add(Step.outside(
                    stage, new Change.DropIndex(index, IndexBuild.CONCURRENT), name, LockMode.SHARE_UPDATE_EXCLUSIVE));
        } else {
            draft.add(Step.locking(
                    stage, new Change.DropIndex(index, IndexBuild.PLAIN), name, LockMode.ACCESS_EXCLUSIVE));
        }
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

    private static boolean isNameTaken(Index index, ObservedTable observed) {
        return observed.indexes().stream().anyMatch(found -> found.name().equals(index.name()));
    }
}
