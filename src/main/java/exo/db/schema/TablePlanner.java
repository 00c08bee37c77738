package exo.db.schema;

import exo.db.schema.Change.IndexBuild;
import exo.db.schema.ObservedTable.ObservedColumn;
import exo.db.schema.ObservedTable.ObservedIndex;

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
            table.columns().forEach(column -> plan(column, observed));
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
            draft.leaveOut(
                    new Pending(
                            "partition.plain-table",
                            name
                                    + " is a plain table: it gets no monthly partitions, and its expired rows are deleted one by one",
                            "the backend works with it as it is; have it adopted as a partitioned table when that is convenient"));
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

    private void plan(Column column, ObservedTable observed) {
        ObservedColumn found = observed.column(column.name()).orElse(null);
        if (found == null) {
            add(column);
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
        String base = TypeChange.withoutModifier(found.type());
        if (column.isEncrypted() && (base.equals("jsonb") || base.equals("json"))) {
            makeRoomForEnvelopes(column, found, observed);
        } else if (Equivalence.sameType(column, found)) {
            terms.plan(column, found, observed);
        } else {
            new TypePlanner(draft, table, name, stage).plan(column, found, observed);
        }
    }

    private void add(Column column) {
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
        } else {
            draft.add(Step.locking(stage, new Change.AddColumn(name, column), name, LockMode.ACCESS_EXCLUSIVE));
        }
    }

    /** The time is written down first: a run that is killed must not leave a converted column without one. */
    private void makeRoomForEnvelopes(Column column, ObservedColumn found, ObservedTable observed) {
        draft.add(Step.shared(
                Stage.ENCRYPTED_COLUMNS,
                new Change.RecordTextChange(name.sibling("schema_state"), table.name() + "." + column.name())));
        ColumnTerms roomTerms = new ColumnTerms(draft, name, Stage.ENCRYPTED_COLUMNS);
        // A JSON operator in an index would not survive the conversion.
        for (ObservedIndex index : observed.indexes()) {
            if (ColumnUse.mentions(index.definition(), column.name())) {
                draft.add(Step.locking(
                        Stage.ENCRYPTED_COLUMNS,
                        new Change.DropIndex(name.sibling(index.name()), IndexBuild.PLAIN),
                        name,
                        LockMode.ACCESS_EXCLUSIVE));
            }
        }
        if (!found.defaultValue().isEmpty()) {
            roomTerms.setDefault(column);
        }
        convertInPlace(Stage.ENCRYPTED_COLUMNS, column, found);
        if (found.nullability() != column.nullability()) {
            roomTerms.setNullability(column, observed);
        }
    }

    private void convertInPlace(Stage where, Column column, ObservedColumn found) {
        draft.add(Step.locking(
                where,
                new Change.AlterColumnType(name, column.name(), found.type(), column.type()),
                name,
                LockMode.ACCESS_EXCLUSIVE));
    }
}
