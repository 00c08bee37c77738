package exo.db.schema;

import exo.db.schema.Change.Proof;
import exo.db.schema.ObservedTable.ObservedCheck;
import exo.db.schema.ObservedTable.ObservedColumn;
import java.util.List;
import java.util.Set;

/** Plans what a column says beside its type: its default and whether it allows NULL. */
final class ColumnTerms {
    private final DraftBuilder draft;
    private final QualifiedName table;
    private final Stage stage;

    ColumnTerms(DraftBuilder draft, QualifiedName table, Stage stage) {
        this.draft = draft;
        this.table = table;
        this.stage = stage;
    }

    void plan(Column column, ObservedColumn found, ObservedTable observed) {
        if (found.defaultValue().equals("identity") && !Equivalence.sameDefault(column, found)) {
            draft.leaveOut(new Pending(
                    "column.identity",
                    table + "." + column.name() + " is an identity, which is not declared",
                    "the backend works with it as it is; or: alter table " + table + " alter column " + column.name()
                            + " drop identity, then run migrate again"));
        } else if (!Equivalence.sameDefault(column, found)) {
            setDefault(column);
        }
        planNullability(column, found, observed);
    }

    void planNullability(Column column, ObservedColumn found, ObservedTable observed) {
        if (!Equivalence.sameNullability(column, found)) {
            setNullability(column, observed);
        }
    }

    void setDefault(Column column) {
        draft.add(Step.locking(
                stage,
                new Change.SetDefault(table, column.name(), column.defaultValue()),
                table,
                LockMode.ACCESS_EXCLUSIVE));
    }

    void setNullability(Column column, ObservedTable observed) {
        if (column.nullability() == Nullability.NULLABLE) {
            draft.add(Step.locking(
                    stage, new Change.DropNotNull(table, column.name()), table, LockMode.ACCESS_EXCLUSIVE));
            return;
        }
        Probe.Answer nulls = draft.ask(new Probe.Nulls(table, column.name()));
        if (nulls.count() == 0) {
            setNotNull(column, observed);
        } else if (draft.allows(Hazard.FILL_NULLS)
                && column.defaultValue() instanceof ColumnDefault.Expression expression) {
            fill(column, expression.sql(), nulls);
            setNotNull(column, observed);
        } else {
            leaveOut(column, nulls);
        }
    }

    /** Of a column in which no row is NULL by then. */
    void setNotNull(Column column, ObservedTable observed) {
        Proof proof = proof(column, observed);
        Cost cost = proof.isToBeValidated() ? Cost.scan(observed.estimatedRows()) : Cost.DEFINITIONS;
        draft.add(Step.outside(
                        stage, new Change.SetNotNull(table, column.name(), proof), table, LockMode.ACCESS_EXCLUSIVE)
                .costing(cost));
    }

    private static Proof proof(Column column, ObservedTable observed) {
        List<ObservedCheck> proofs = observed.checks().stream()
                .filter(check -> Equivalence.sameExpression(check.expression(), "(" + column.name() + " IS NOT NULL)"))
                .toList();
        String own = Proof.name(column.name());
        boolean isProvedByOthers = proofs.stream()
                .anyMatch(check -> check.validated() && !check.name().equals(own));
        return proofs.stream()
                .filter(check -> check.name().equals(own))
                .findFirst()
                .map(check -> check.validated() ? Proof.VALIDATED : Proof.TO_BE_VALIDATED)
                .orElse(isProvedByOthers ? Proof.SOMEBODY_ELSES : Proof.TO_BE_ADDED);
    }

    private void fill(Column column, String value, Probe.Answer nulls) {
        draft.add(new Step(
                stage,
                new Change.FillColumns(table, List.of(new Filling.ValueOf(column.name(), value))),
                Scope.NONE,
                List.of(new TableLock(table, LockMode.ROW_EXCLUSIVE)),
                Set.of(Hazard.FILL_NULLS),
                Cost.batches(nulls.count())));
    }

    private void leaveOut(Column column, Probe.Answer nulls) {
        draft.leaveOut(new Pending(
                column.defaultValue() instanceof ColumnDefault.Expression
                        ? Hazard.FILL_NULLS.pendingId()
                        : "column.nulls",
                Offenders.text(table + "." + column.name() + " is declared NOT NULL but is NULL", nulls),
                column.defaultValue() instanceof ColumnDefault.Expression expression
                        ? "give these rows a value and run migrate again, or have it write " + expression.sql()
                                + ": exo-db-cli migrate --allow " + Hazard.FILL_NULLS.id()
                        : "give these rows a value, then run migrate again"));
    }
}
