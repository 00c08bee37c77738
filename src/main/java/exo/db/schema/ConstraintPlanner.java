package exo.db.schema;

/** Plans what holds the rows of one table to rules: checks, unique expressions and foreign keys, in that order. */
final class ConstraintPlanner {
    private final DraftBuilder draft;
    private final Table table;
    private final QualifiedName name;

    ConstraintPlanner(DraftBuilder draft, Table table) {
        this.draft = draft;
        this.table = table;
        this.name = draft.snapshot().qualified(table.name());
    }

    void plan() {
        ObservedTable observed = draft.snapshot().table(table.name()).orElse(null);
        ForeignKeyPlanner foreignKeys = new ForeignKeyPlanner(draft, table, name);
        if (observed == null) {
            indexNewTable();
            foreignKeys.planNew();
        } else if (observed.kind() != ObservedTable.Kind.OTHER) {
            new CheckPlanner(draft, table, name).plan(observed);
            IndexPlanner indexes = new IndexPlanner(draft, table, Stage.CONSTRAINTS, observed);
            table.indexes().stream().filter(Index::isOnExpression).forEach(indexes::plan);
            foreignKeys.plan(observed);
        }
    }

    private void indexNewTable() {
        table.indexes().stream()
                .filter(Index::isOnExpression)
                .forEach(index -> IndexPlanner.planNew(draft, Stage.CONSTRAINTS, name, index));
    }
}
