package exo.db.schema;

import exo.db.schema.ObservedTable.ObservedColumn;

/** Plans one table with its columns and plain indexes. */
final class TablePlanner {
    private final DraftBuilder draft;
    private final Table table;
    private final QualifiedName name;
    private final Stage stage;
    private final ColumnTerms terms;

    TablePlanner(DraftBuilder draft, Table table) {
        this.draft = draft;
        this.table = table;
        this.name = draft.snapshot().qualified(table.name());
        this.stage = table.owner() == Table.Owner.TOOL ? Stage.OWN_TABLES : Stage.AUTO_MIGRATE;
        this.terms = new ColumnTerms(draft, name, stage);
    }

    void plan() {
        ObservedTable observed = draft.snapshot().table(table.name()).orElse(null);
        if (observed == null) {
            create();
        } else if (observed.kind() == ObservedTable.Kind.OTHER) {
            draft.leaveOut(new Pending(
                    "table.name-taken",
                    name + " exists but is not a table",
                    "rename or drop it, then run migrate again"));
        } else {
            reportLayout(observed);
            reportRequiredColumns(observed);
            new ConversionPlanner(draft, table, observed).plan();
            FillPlanner filling = new FillPlanner(draft, name, observed, stage);
            table.columns().forEach(column -> plan(column, observed, filling));
            new IndexPlanner(draft, table, stage, observed).plan();
        }
    }

    private void create() {
        Stage creation = table.isMonthly() ? Stage.PARTITION_PARENTS : stage;
        draft.add(Step.shared(creation, new Change.CreateTable(name, table)));
        for (Index index : table.indexes()) {
            if (!index.isOnExpression()) {
                IndexPlanner.planNew(draft, stage, name, index);
            }
        }
    }

    private void reportLayout(ObservedTable observed) {
        if (table.isMonthly() && observed.kind() == ObservedTable.Kind.TABLE) {
            draft.leaveOut(new Pending(
                    "partition.plain-table",
                    name
                            + " is a plain table: it gets no monthly partitions, and its expired rows are deleted one by one",
                    "the backend works with it as it is; when it is convenient: exo-db-cli partitions adopt "
                            + table.name()));
        } else if (!SchemaPlanner.hasDeclaredLayout(table, observed)) {
            draft.leaveOut(new Pending(
                    "table.layout",
                    name + " has another primary key or partitioning than declared: " + observed.primaryKey() + " "
                            + observed.partitionKey(),
                    "compare it with a fresh database; this tool does not change keys"));
        }
    }

    /** Reported at every boot: the backend knows nothing of such a column and so cannot insert a row. */
    private void reportRequiredColumns(ObservedTable observed) {
        for (ObservedColumn column : observed.columns()) {
            DriftFinder.requiredColumn(table, column, name)
                    .ifPresent(drift -> draft.leaveOut(new Pending(drift.id(), drift.what(), drift.next())));
        }
    }

    private void plan(Column column, ObservedTable observed, FillPlanner filling) {
        ObservedColumn found = observed.column(column.name()).orElse(null);
        if (found == null) {
            add(column, filling);
            return;
        }
        if (found.generation() == ObservedTable.Generation.STORED) {
            draft.leaveOut(
                    table.name(),
                    column,
                    new Pending(
                            "column.generated",
                            name + "." + column.name() + " is computed from other columns: nobody can write it",
                            "alter table " + name + " alter column " + column.name()
                                    + " drop expression, then run migrate again"));
            return;
        }
        if (ConversionPlanner.converts(column, found)) {
            return;
        }
        if (!Equivalence.sameType(column, found)) {
            new TypePlanner(draft, table, name, stage).plan(column, found, observed);
        } else if (filling.isUnfinished(column)) {
            filling.finish(column, found.nullability());
        } else {
            terms.plan(column, found, observed);
        }
    }

    private void add(Column column, FillPlanner filling) {
        boolean needsValue = column.nullability() == Nullability.NOT_NULL
                && column.defaultValue() instanceof ColumnDefault.None
                && draft.hasRows(name);
        if (needsValue) {
            draft.leaveOut(
                    table.name(),
                    column,
                    new Pending(
                            "column.needs-value",
                            name + "." + column.name()
                                    + " cannot be added: it allows no NULL, has no default, and the table has rows",
                            "alter table " + name + " add column " + column.name() + " "
                                    + column.type().sql()
                                    + "; then give every row a value and run migrate again, which sets NOT NULL"));
        } else if (filling.mustFill(column)) {
            filling.start(column);
        } else {
            draft.add(Step.locking(stage, new Change.AddColumn(name, column), name, LockMode.ACCESS_EXCLUSIVE));
        }
    }
}
