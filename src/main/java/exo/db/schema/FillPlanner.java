package exo.db.schema;

import java.util.List;

/**
 * Plans a new column whose default differs from row to row, on a table too large to be written anew while others wait:
 * the column comes without values, the default counts for new rows, and the rows that were there are filled in batches.
 */
final class FillPlanner {
    private final DraftBuilder draft;
    private final QualifiedName table;
    private final ObservedTable observed;
    private final Stage stage;

    FillPlanner(DraftBuilder draft, QualifiedName table, ObservedTable observed, Stage stage) {
        this.draft = draft;
        this.table = table;
        this.observed = observed;
        this.stage = stage;
    }

    /** Whether adding the column as declared would write every row of a large table anew. */
    boolean mustFill(Column column) {
        return isVolatile(column.defaultValue()) && draft.bytesBeyondRewrite(table) > 0;
    }

    /** Whether an earlier run began to fill the column. */
    boolean isUnfinished(Column column) {
        return observed.checks().stream().anyMatch(check -> check.name().equals(Interim.unfilled(column.name())));
    }

    void start(Column column) {
        draft.add(Step.locking(stage, new Change.StartFilling(table, column), table, LockMode.ACCESS_EXCLUSIVE));
        finish(column, Nullability.NULLABLE);
    }

    /** @param found how far the column is: NOT NULL comes last but for the mark */
    void finish(Column column, Nullability found) {
        Filling filling = new Filling.ValueOf(column.name(), Interim.value(table, column));
        draft.add(Step.outside(stage, new Change.FillColumns(table, List.of(filling)), table, LockMode.ROW_EXCLUSIVE)
                .costing(Cost.batches(observed.estimatedRows())));
        if (column.nullability() == Nullability.NOT_NULL && found == Nullability.NULLABLE) {
            new ColumnTerms(draft, table, stage).setNotNull(column, observed);
        }
        draft.add(Step.locking(stage, new Change.FinishFilling(table, column), table, LockMode.ACCESS_EXCLUSIVE));
    }

    private boolean isVolatile(ColumnDefault value) {
        return switch (value) {
            case ColumnDefault.None none -> false;
            case ColumnDefault.Identity identity -> true;
            // What calls nothing is the same for every row.
            case ColumnDefault.Expression expression ->
                expression.sql().contains("(")
                        && draft.ask(new Probe.Volatility(table, expression.sql()))
                                        .count()
                                > 0;
        };
    }
}
