package exo.db.schema;

import exo.db.schema.Change.Validation;
import exo.db.schema.ObservedTable.ObservedCheck;
import exo.db.schema.ObservedTable.ObservedColumn;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Plans the conversion of a column whose type is not the declared one, and what the column says beside its type. */
final class TypePlanner {
    private final DraftBuilder draft;
    private final Table table;
    private final QualifiedName name;
    private final Stage stage;

    TypePlanner(DraftBuilder draft, Table table, QualifiedName name, Stage stage) {
        this.draft = draft;
        this.table = table;
        this.name = name;
        this.stage = stage;
    }

    void plan(Column column, ObservedColumn found, ObservedTable observed) {
        ColumnTerms terms = new ColumnTerms(draft, name, stage);
        switch (TypeChange.between(found.type(), column.type())) {
            case NONE -> terms.plan(column, found, observed);
            case RELABELS, WIDENS -> {
                convert(column, found, observed);
                terms.plan(column, found, observed);
            }
            case NARROWS -> narrow(column, found, observed);
            case BY_HAND ->
                leaveOut(
                        column,
                        "column.type",
                        differs(column, found),
                        "convert it by hand if the backend needs it: only you know what its values mean");
        }
    }

    /** The backend can live with the type as it is, and so with what keeps it from being converted. */
    private void convert(Column column, ObservedColumn found, ObservedTable observed) {
        Conversion conversion = new Conversion(column, found, observed);
        Probe.Answer refused = conversion.canRefuse() ? refused(column, found) : Findings.NOTHING;
        if (refused.count() > 0) {
            draft.leaveOut(new Pending(
                    "column.type",
                    Offenders.text(differs(column, found) + ", which refuses the value", refused),
                    "the backend works with it as it is; mend these rows, then run migrate again"));
            return;
        }
        long bytes = conversion.isQuick() ? 0 : draft.bytesBeyondRewrite(name);
        if (bytes > 0 && !conversion.isOnlyChecked(table)) {
            leaveLarge(column, found, conversion, bytes);
            return;
        }
        Pending inUse = dependents(column, found);
        if (inUse != null) {
            draft.leaveOut(inUse);
            return;
        }
        List<Check> checked = bytes > 0 ? conversion.checks(table) : List.of();
        checked.forEach(check -> loosen(check, observed));
        draft.add(Step.locking(
                        stage,
                        new Change.AlterColumnType(name, column.name(), found.type(), column.type()),
                        name,
                        LockMode.ACCESS_EXCLUSIVE)
                .costing(checked.isEmpty() ? conversion.cost() : Cost.DEFINITIONS));
        checked.forEach(check -> draft.add(Step.locking(
                        stage, new Change.ValidateConstraint(name, check.name()), name, LockMode.SHARE_UPDATE_EXCLUSIVE)
                .costing(Cost.scan(observed.estimatedRows()))));
    }

    /** A check that is not valid yet holds new rows as well, and is not held against the old ones by the conversion. */
    private void loosen(Check check, ObservedTable observed) {
        String temporary = Identifiers.temporary(check.name());
        if (observed.isConstraint(temporary)) {
            draft.add(Step.locking(stage, new Change.DropConstraint(name, temporary), name, LockMode.ACCESS_EXCLUSIVE));
        }
        draft.add(Step.locking(
                stage,
                new Change.AddCheck(name, new Check(temporary, check.expression()), Validation.LATER),
                name,
                LockMode.ACCESS_EXCLUSIVE));
        draft.add(Step.locking(
                stage, new Change.ReplaceConstraint(name, check.name(), temporary), name, LockMode.ACCESS_EXCLUSIVE));
    }

    private void leaveLarge(Column column, ObservedColumn found, Conversion conversion, long bytes) {
        draft.leaveOut(new Pending(
                "column.rewrite",
                String.format(
                        Locale.ROOT,
                        "%s: converting %s %d MiB while nobody can use the table",
                        differs(column, found),
                        conversion.verb(),
                        bytes >> 20),
                "the backend works with it as it is; convert it by hand in a quiet hour: " + statement(column, found)));
    }

    private void narrow(Column column, ObservedColumn found, ObservedTable observed) {
        boolean used = draft.hasRows(name);
        Probe.Answer refused = used ? refused(column, found) : Findings.NOTHING;
        Probe.Answer losing =
                used ? draft.ask(new Probe.Losing(name, column.name(), found.type(), column.type())) : Findings.NOTHING;
        if (refused.count() > 0) {
            leaveOut(
                    column,
                    "column.type",
                    Offenders.text(differs(column, found) + ", which refuses the value", refused),
                    "mend these rows, then " + allow());
        } else if (used && !draft.allows(Hazard.NARROW_TYPE)) {
            leaveOut(
                    column,
                    Hazard.NARROW_TYPE.pendingId(),
                    claim(column, found, losing),
                    allow() + ", or convert it by hand");
        } else {
            narrowNow(column, found, observed, used ? Set.of(Hazard.NARROW_TYPE) : Set.of());
        }
    }

    private void narrowNow(Column column, ObservedColumn found, ObservedTable observed, Set<Hazard> hazards) {
        Pending inUse = dependents(column, found);
        if (inUse != null) {
            draft.leaveOut(table.name(), column, inUse);
            return;
        }
        draft.add(new Step(
                stage,
                new Change.NarrowColumnType(name, column, found.type(), attached(column, observed)),
                Scope.OWN,
                List.of(new TableLock(name, LockMode.ACCESS_EXCLUSIVE)),
                hazards,
                Cost.rewrite(observed.estimatedRows())));
        new ColumnTerms(draft, name, stage).planNullability(column, found, observed);
        draft.settleFirst(table.name(), column);
    }

    private static List<String> attached(Column column, ObservedTable observed) {
        Stream<String> checks = observed.checks().stream()
                .filter(check -> ColumnUse.mentions(check.expression(), column.name()))
                .map(check -> "check " + check.name());
        Stream<String> indexes = observed.indexes().stream()
                .filter(index -> ColumnUse.mentions(index.definition(), column.name()))
                .map(index -> "index " + index.name());
        return Stream.concat(checks, indexes).toList();
    }

    private Probe.Answer refused(Column column, ObservedColumn found) {
        return draft.ask(new Probe.Refused(name, column.name(), found.type(), column.type()));
    }

    private @Nullable Pending dependents(Column column, ObservedColumn found) {
        Probe.Answer dependents = draft.ask(new Probe.Dependents(name, column.name()));
        return dependents.count() == 0
                ? null
                : new Pending(
                        "column.in-use",
                        differs(column, found) + ", and cannot be converted because of "
                                + String.join(", ", dependents.examples()),
                        "drop what is named, run migrate again, and make it anew"
                                + (Equivalence.isReadable(column, found)
                                        ? "; the backend works with it as it is"
                                        : ""));
    }

    private String claim(Column column, ObservedColumn found, Probe.Answer losing) {
        String claim = differs(column, found) + ": converting rewrites the table while nobody can use it";
        return losing.count() == 0 ? claim : Offenders.text(claim + ", and changes the value", losing);
    }

    private String differs(Column column, ObservedColumn found) {
        return name + "." + column.name() + " is " + found.type() + ", declared is "
                + column.type().sql();
    }

    private String statement(Column column, ObservedColumn found) {
        String cast = found.type().equals("json") ? " using " + column.name() + "::jsonb" : "";
        return "alter table " + name + " alter column " + column.name() + " type "
                + column.type().sql() + cast;
    }

    private static String allow() {
        return "run migrate again with --allow " + Hazard.NARROW_TYPE.id();
    }

    private void leaveOut(Column column, String id, String what, String next) {
        draft.leaveOut(table.name(), column, new Pending(id, what, next));
    }

    /** What a conversion that keeps every value makes the server do under the lock. */
    private record Conversion(Column column, ObservedColumn found, ObservedTable observed) {
        boolean canRefuse() {
            return column.type() == ColumnType.JSONB;
        }

        boolean isQuick() {
            return cost().equals(Cost.DEFINITIONS);
        }

        Cost cost() {
            if (rewrites()) {
                return Cost.rewrite(observed.estimatedRows());
            }
            return isIndexedAnew() || isCheckedAnew() ? Cost.scan(observed.estimatedRows()) : Cost.DEFINITIONS;
        }

        String verb() {
            return rewrites() ? "rewrites" : isIndexedAnew() ? "builds indexes anew on" : "checks";
        }

        private boolean rewrites() {
            return TypeChange.between(found.type(), column.type()) == TypeChange.WIDENS;
        }

        /** The server keeps an index through such a change unless it has an expression or a predicate. */
        private boolean isIndexedAnew() {
            return observed.indexes().stream()
                    .map(ObservedTable.ObservedIndex::definition)
                    .filter(definition -> ColumnUse.mentions(definition, column.name()))
                    .anyMatch(definition ->
                            definition.contains(" WHERE ") || definition.indexOf('(') != definition.lastIndexOf('('));
        }

        private boolean isCheckedAnew() {
            return !checkedAnew().isEmpty();
        }

        /** Whether the declared checks are all that has to be held against the rows again. */
        boolean isOnlyChecked(Table table) {
            return !rewrites()
                    && !isIndexedAnew()
                    && checks(table).size() == checkedAnew().size();
        }

        /** The declared checks among those, as far as they bear their declared names. */
        List<Check> checks(Table table) {
            List<String> names = checkedAnew().stream().map(ObservedCheck::name).toList();
            return table.checks().stream()
                    .filter(check -> names.contains(check.name()))
                    .filter(check -> !Equivalence.isCheckChanged(check, observed))
                    .toList();
        }

        private List<ObservedCheck> checkedAnew() {
            return observed.checks().stream()
                    .filter(check -> check.validated() && ColumnUse.mentions(check.expression(), column.name()))
                    .toList();
        }
    }
}
