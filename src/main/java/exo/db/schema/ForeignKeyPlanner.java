package exo.db.schema;

import exo.db.schema.Change.Validation;
import exo.db.schema.ObservedTable.ObservedForeignKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Plans the foreign keys of one table: adds, proves and replaces them, with orphans named instead of errors. */
final class ForeignKeyPlanner {
    private final DraftBuilder draft;
    private final Table table;
    private final QualifiedName name;

    ForeignKeyPlanner(DraftBuilder draft, Table table, QualifiedName name) {
        this.draft = draft;
        this.table = table;
        this.name = name;
    }

    /** For a table that the same plan creates. */
    void planNew() {
        for (ForeignKey key : table.foreignKeys()) {
            Change change = new Change.AddForeignKey(name, key, Validation.AT_ONCE);
            if (isRefused(key)) {
                leaveOut(key);
            } else if (draft.snapshot().table(key.references()).isEmpty()) {
                draft.add(Step.shared(Stage.CONSTRAINTS, change));
            } else {
                draft.add(Step.locking(
                        Stage.CONSTRAINTS, change, name.sibling(key.references()), LockMode.SHARE_ROW_EXCLUSIVE));
            }
        }
    }

    void plan(ObservedTable observed) {
        table.foreignKeys().forEach(key -> plan(key, observed));
    }

    private void plan(ForeignKey key, ObservedTable observed) {
        ObservedForeignKey found = Equivalence.keyLike(key, observed).orElse(null);
        boolean proved = found != null && found.validated();
        if (proved && !Equivalence.isKeyChanged(key, observed)) {
            return;
        }
        Pending obstacle = new ColumnUse(draft, table, observed)
                .obstacle("foreign key " + key.name(), key.column())
                .orElse(null);
        if (obstacle != null) {
            draft.leaveOut(obstacle);
        } else if (isRefused(key)) {
            leaveOut(key);
        } else if (proved) {
            replace(key, observed);
        } else {
            prove(key, observed, found);
        }
    }

    /** Adds the key where it is missing, and has the rows held against it, unless orphans are known already. */
    private void prove(ForeignKey key, ObservedTable observed, @Nullable ObservedForeignKey found) {
        boolean changed = Equivalence.isKeyChanged(key, observed);
        boolean used = draft.hasRows(name);
        boolean proves = used || found != null;
        Probe.Answer orphans = proves ? orphans(key, observed) : Findings.NOTHING;
        boolean isBroken = orphans.count() > 0;
        if (found == null && !(changed && isBroken)) {
            add(key, observed, used ? Validation.LATER : Validation.AT_ONCE);
        }
        if (isBroken) {
            leaveOut(key, orphans, changed);
            return;
        }
        if (proves) {
            validate(found == null ? nameFor(key, observed) : found.name(), observed);
        }
        if (changed) {
            replace(key, observed);
        }
    }

    private Probe.Answer orphans(ForeignKey key, ObservedTable observed) {
        boolean canBeAsked = new ColumnUse(draft, table, observed).isThere(key.column());
        return canBeAsked ? draft.ask(new Probe.Orphans(name, key, name.sibling(key.references()))) : Findings.NOTHING;
    }

    private void add(ForeignKey key, ObservedTable observed, Validation validation) {
        String actual = nameFor(key, observed);
        boolean isLeftOver =
                observed.foreignKeys().stream().anyMatch(found -> found.name().equals(actual));
        if (isLeftOver) {
            draft.add(new Step(
                    Stage.CONSTRAINTS,
                    new Change.DropConstraint(name, actual),
                    Scope.OWN,
                    exclusiveLocks(actual, observed),
                    Set.of()));
        }
        ForeignKey named = new ForeignKey(actual, key.column(), key.references(), key.onDelete());
        List<TableLock> locks = new ArrayList<>(List.of(new TableLock(name, LockMode.SHARE_ROW_EXCLUSIVE)));
        if (draft.snapshot().table(key.references()).isPresent()) {
            locks.add(new TableLock(name.sibling(key.references()), LockMode.SHARE_ROW_EXCLUSIVE));
        }
        draft.add(new Step(
                Stage.CONSTRAINTS, new Change.AddForeignKey(name, named, validation), Scope.OWN, locks, Set.of()));
    }

    private void validate(String constraint, ObservedTable observed) {
        draft.add(Step.locking(
                        Stage.CONSTRAINTS,
                        new Change.ValidateConstraint(name, constraint),
                        name,
                        LockMode.SHARE_UPDATE_EXCLUSIVE)
                .costing(Cost.scan(observed.estimatedRows())));
    }

    private void replace(ForeignKey key, ObservedTable observed) {
        draft.add(new Step(
                Stage.CONSTRAINTS,
                new Change.ReplaceConstraint(name, key.name(), Identifiers.temporary(key.name())),
                Scope.OWN,
                exclusiveLocks(key.name(), observed),
                Set.of()));
    }

    /** Dropping a key takes its triggers off both tables. */
    private List<TableLock> exclusiveLocks(String constraint, ObservedTable observed) {
        List<TableLock> locks = new ArrayList<>(List.of(new TableLock(name, LockMode.ACCESS_EXCLUSIVE)));
        observed.foreignKeys().stream()
                .filter(key -> key.name().equals(constraint))
                .flatMap(key -> draft.snapshot().tables().keySet().stream().filter(key::refersTo))
                .filter(referenced -> !referenced.equals(table.name()))
                .sorted()
                .forEach(referenced -> locks.add(new TableLock(name.sibling(referenced), LockMode.ACCESS_EXCLUSIVE)));
        return locks;
    }

    /** The declared name, or the temporary one where something else bears that. */
    private static String nameFor(ForeignKey key, ObservedTable observed) {
        return observed.isConstraint(key.name()) ? Identifiers.temporary(key.name()) : key.name();
    }

    /** Whether what bears the name of the referenced table is nothing that a key can refer to. */
    private boolean isRefused(ForeignKey key) {
        return draft.snapshot()
                .table(key.references())
                .filter(referenced -> !isReferable(referenced))
                .isPresent();
    }

    private static boolean isReferable(ObservedTable referenced) {
        boolean unique = referenced.primaryKey().equals(List.of("id"))
                || referenced.indexes().stream()
                        .anyMatch(index -> index.unique()
                                && index.valid()
                                && index.definition().equals("USING btree (id)"));
        return referenced.kind() == ObservedTable.Kind.TABLE && unique;
    }

    private void leaveOut(ForeignKey key) {
        draft.leaveOut(new Pending(
                "foreign-key.unreferable",
                "foreign key " + key.name() + " on " + name + " cannot refer to " + key.references()
                        + ": that has no unique key on id",
                "see to " + name.sibling(key.references()) + " first, then run migrate again"));
    }

    private void leaveOut(ForeignKey key, Probe.Answer orphans, boolean changed) {
        draft.leaveOut(new Pending(
                "foreign-key.orphans",
                Offenders.text(
                        name + "." + key.column() + " refers to rows of " + key.references() + " that are gone",
                        orphans),
                "delete or mend these rows, then run migrate again; "
                        + (changed
                                ? "until then " + key.name() + " stays as it is, unlike declared"
                                : "new rows are held to the key already")));
    }
}
