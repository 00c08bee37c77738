package exo.db.schema;

import exo.db.schema.Change.Validation;
import exo.db.schema.ObservedTable.ObservedCheck;
import exo.db.schema.ObservedTable.ObservedForeignKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Plans the checks, foreign keys and unique expressions of one table, with offenders named instead of errors. */
final class ConstraintPlanner {
    private final DraftBuilder draft;
    private final Table table;
    private final QualifiedName name;
    private final Stage checkStage;

    ConstraintPlanner(DraftBuilder draft, Table table) {
        this.draft = draft;
        this.table = table;
        this.name = draft.snapshot().qualified(table.name());
        this.checkStage = table.owner() == Table.Owner.TOOL ? Stage.OWN_TABLES : Stage.AUTO_MIGRATE;
    }

    void plan() {
        ObservedTable observed = draft.snapshot().table(table.name()).orElse(null);
        if (observed == null) {
            constrainNewTable();
        } else if (observed.kind() != ObservedTable.Kind.OTHER) {
            table.checks().forEach(check -> plan(check, observed));
            IndexPlanner indexes = new IndexPlanner(draft, table, Stage.CONSTRAINTS, observed);
            table.indexes().stream().filter(Index::isOnExpression).forEach(indexes::plan);
            table.foreignKeys().forEach(key -> plan(key, observed));
        }
    }

    private void constrainNewTable() {
        table.indexes().stream()
                .filter(Index::isOnExpression)
                .forEach(index -> IndexPlanner.planNew(draft, Stage.CONSTRAINTS, name, index));
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

    private void plan(Check check, ObservedTable observed) {
        ObservedCheck found = Equivalence.checkLike(check, observed).orElse(null);
        if (found != null && found.validated()) {
            return;
        }
        if (found == null
                && observed.checks().stream().anyMatch(other -> other.name().equals(check.name()))) {
            draft.leaveOut(new Pending(
                    "check.differs",
                    "check " + check.name() + " on " + name + " says something else than declared: "
                            + check.expression(),
                    "rename or drop the check that bears the name, then run migrate again"));
            return;
        }
        ColumnUse columns = new ColumnUse(draft, table, observed);
        Pending obstacle =
                columns.obstacle("check " + check.name(), check.expression()).orElse(null);
        if (obstacle != null) {
            draft.leaveOut(obstacle);
            return;
        }
        boolean used = draft.hasRows(name);
        Probe violated = new Probe.Violations(name, check);
        Probe.Answer violations =
                used && columns.isThere(check.expression()) ? draft.ask(violated) : Findings.NONE.to(violated);
        if (violations.count() > 0) {
            draft.leaveOut(new Pending(
                    "check.violated",
                    Offenders.text(
                            "check " + check.name() + " " + check.expression() + " is broken on " + name, violations),
                    "mend these rows, then run migrate again"));
            return;
        }
        if (found == null) {
            draft.add(Step.locking(
                    checkStage,
                    new Change.AddCheck(name, check, used ? Validation.LATER : Validation.AT_ONCE),
                    name,
                    LockMode.ACCESS_EXCLUSIVE));
        }
        if (used || found != null) {
            validate(checkStage, found == null ? check.name() : found.name());
        }
    }

    private void plan(ForeignKey key, ObservedTable observed) {
        ObservedForeignKey found = Equivalence.keyLike(key, observed).orElse(null);
        if (found != null && found.validated()) {
            return;
        }
        ColumnUse columns = new ColumnUse(draft, table, observed);
        Pending obstacle =
                columns.obstacle("foreign key " + key.name(), key.column()).orElse(null);
        if (obstacle != null) {
            draft.leaveOut(obstacle);
            return;
        }
        if (isRefused(key)) {
            leaveOut(key);
            return;
        }
        boolean used = draft.hasRows(name);
        if (found == null) {
            add(key, observed, used ? Validation.LATER : Validation.AT_ONCE);
        }
        if (found == null && !used) {
            return;
        }
        Probe orphaned = new Probe.Orphans(name, key, name.sibling(key.references()));
        Probe.Answer orphans = columns.isThere(key.column()) ? draft.ask(orphaned) : Findings.NONE.to(orphaned);
        if (orphans.count() > 0) {
            draft.leaveOut(new Pending(
                    "foreign-key.orphans",
                    Offenders.text(
                            name + "." + key.column() + " refers to rows of " + key.references() + " that are gone",
                            orphans),
                    "delete or mend these rows, then run migrate again; new rows are held to the key already"));
        } else {
            validate(Stage.CONSTRAINTS, found == null ? nameFor(key, observed) : found.name());
        }
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

    private void add(ForeignKey key, ObservedTable observed, Validation validation) {
        ForeignKey named = new ForeignKey(nameFor(key, observed), key.column(), key.references(), key.onDelete());
        List<TableLock> locks = new ArrayList<>(List.of(new TableLock(name, LockMode.SHARE_ROW_EXCLUSIVE)));
        if (draft.snapshot().table(key.references()).isPresent()) {
            locks.add(new TableLock(name.sibling(key.references()), LockMode.SHARE_ROW_EXCLUSIVE));
        }
        draft.add(new Step(
                Stage.CONSTRAINTS, new Change.AddForeignKey(name, named, validation), Scope.OWN, locks, Set.of()));
    }

    /** The declared name, or one beside it where a key of another definition bears that. */
    private static String nameFor(ForeignKey key, ObservedTable observed) {
        boolean taken =
                observed.foreignKeys().stream().anyMatch(found -> found.name().equals(key.name()));
        return taken ? key.name() + "_exo" : key.name();
    }

    private void validate(Stage stage, String constraint) {
        draft.add(Step.locking(
                stage, new Change.ValidateConstraint(name, constraint), name, LockMode.SHARE_UPDATE_EXCLUSIVE));
    }
}
