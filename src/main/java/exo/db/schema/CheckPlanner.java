package exo.db.schema;

import exo.db.schema.Change.Validation;
import exo.db.schema.ObservedTable.ObservedCheck;
import java.util.Optional;

/**
 * Plans the checks of one table that exists: adds, proves and replaces them, with offenders named instead of errors.
 */
final class CheckPlanner {
    private final DraftBuilder draft;
    private final Table table;
    private final QualifiedName name;
    private final Stage stage;

    CheckPlanner(DraftBuilder draft, Table table, QualifiedName name) {
        this.draft = draft;
        this.table = table;
        this.name = name;
        this.stage = table.owner() == Table.Owner.TOOL ? Stage.OWN_TABLES : Stage.AUTO_MIGRATE;
    }

    void plan(ObservedTable observed) {
        table.checks().forEach(check -> plan(check, observed));
    }

    private void plan(Check check, ObservedTable observed) {
        boolean changed = Equivalence.isCheckChanged(check, observed);
        Optional<ObservedCheck> found = Equivalence.checkLike(check, observed);
        boolean proved = found.filter(ObservedCheck::validated).isPresent();
        if (proved && !changed) {
            return;
        }
        Pending obstacle = obstacle(check, observed, changed).orElse(null);
        if (obstacle != null) {
            draft.leaveOut(obstacle);
            return;
        }
        boolean used = draft.hasRows(name);
        String actual = found.map(ObservedCheck::name).orElseGet(() -> nameFor(check, observed));
        if (found.isEmpty()) {
            add(new Check(actual, check.expression()), observed, used ? Validation.LATER : Validation.AT_ONCE);
        }
        if (!proved && (used || found.isPresent())) {
            draft.add(locking(new Change.ValidateConstraint(name, actual), LockMode.SHARE_UPDATE_EXCLUSIVE)
                    .costing(Cost.scan(observed.estimatedRows())));
        }
        if (changed) {
            draft.add(locking(
                    new Change.ReplaceConstraint(name, check.name(), Identifiers.temporary(check.name())),
                    LockMode.ACCESS_EXCLUSIVE));
        }
    }

    private Optional<Pending> obstacle(Check check, ObservedTable observed, boolean changed) {
        ColumnUse columns = new ColumnUse(draft, table, observed);
        Optional<Pending> missing = columns.obstacle("check " + check.name(), check.expression());
        if (missing.isPresent() || !columns.isThere(check.expression()) || !draft.hasRows(name)) {
            return missing;
        }
        Probe.Answer violations = draft.ask(new Probe.Violations(name, check));
        return violations.count() == 0
                ? Optional.empty()
                : Optional.of(new Pending(
                        "check.violated",
                        Offenders.text(
                                "check " + check.name() + " " + check.expression() + " is broken on " + name,
                                violations),
                        "mend these rows, then run migrate again"
                                + (changed
                                        ? "; until then " + check.name() + " stays as it is, unlike declared"
                                        : "")));
    }

    private void add(Check check, ObservedTable observed, Validation validation) {
        boolean isLeftOver =
                observed.checks().stream().anyMatch(found -> found.name().equals(check.name()));
        if (isLeftOver) {
            draft.add(locking(new Change.DropConstraint(name, check.name()), LockMode.ACCESS_EXCLUSIVE));
        }
        draft.add(locking(new Change.AddCheck(name, check, validation), LockMode.ACCESS_EXCLUSIVE));
    }

    /** The declared name, or the temporary one where something else bears that. */
    private static String nameFor(Check check, ObservedTable observed) {
        return observed.isConstraint(check.name()) ? Identifiers.temporary(check.name()) : check.name();
    }

    private Step locking(Change change, LockMode mode) {
        return Step.locking(stage, change, name, mode);
    }
}
