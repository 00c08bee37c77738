package exo.db.schema;

import exo.db.schema.Change.IndexBuild;
import exo.db.schema.ObservedTable.ObservedColumn;
import exo.db.schema.ObservedTable.ObservedIndex;
import java.util.Locale;

/** Plans one table with its columns and plain indexes. */
final class TablePlanner {
    /** Above this a rewrite would stop writers for too long (measured: 73 MB stalls them for 0.7 to 1.4 s). */
    private static final long LARGEST_REWRITE = 8L * 1024 * 1024;

    private final DraftBuilder draft;
    private final Table table;
    private final QualifiedName name;
    private final Stage stage;

    TablePlanner(DraftBuilder draft, Table table) {
        this.draft = draft;
        this.table = table;
        this.name = draft.snapshot().qualified(table.name());
        this.stage = table.owner() == Table.Owner.TOOL ? Stage.OWN_TABLES : Stage.AUTO_MIGRATE;
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

    private void plan(Column column, ObservedTable observed) {
        ObservedColumn found = observed.column(column.name()).orElse(null);
        if (found == null) {
            add(column);
            return;
        }
        if (!Equivalence.sameType(column, found)) {
            convert(column, found, observed);
        } else {
            setTerms(column, found);
        }
    }

    private void setTerms(Column column, ObservedColumn found) {
        if (!Equivalence.sameDefault(column, found)) {
            setDefault(stage, column);
        }
        if (!Equivalence.sameNullability(column, found)) {
            setNullability(stage, column);
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
                            "add the column by hand with a value for the existing rows, then run migrate again"));
        } else {
            draft.add(Step.locking(stage, new Change.AddColumn(name, column), name, LockMode.ACCESS_EXCLUSIVE));
        }
    }

    private void convert(Column column, ObservedColumn found, ObservedTable observed) {
        String base = Equivalence.baseType(found.type());
        if (column.isEncrypted() && (base.equals("jsonb") || base.equals("json"))) {
            makeRoomForEnvelopes(column, found, observed);
        } else if (column.type() == ColumnType.TEXT && Equivalence.isReadable(column, found)) {
            convertReadable(column, found);
            setTerms(column, found);
        } else if (Equivalence.isReadable(column, found)) {
            widen(column, found);
            setTerms(column, found);
        } else {
            draft.leaveOut(
                    table.name(),
                    column,
                    new Pending(
                            "column.type",
                            name + "." + column.name() + " is " + found.type() + ", declared is "
                                    + column.type().sql(),
                            "convert it by hand if the backend needs it; this tool changes a type only where no value can be lost"));
        }
    }

    /** The time is written down first: a run that is killed must not leave a converted column without one. */
    private void makeRoomForEnvelopes(Column column, ObservedColumn found, ObservedTable observed) {
        draft.add(Step.shared(
                Stage.ENCRYPTED_COLUMNS,
                new Change.RecordTextChange(name.sibling("schema_state"), table.name() + "." + column.name())));
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
            setDefault(Stage.ENCRYPTED_COLUMNS, column);
        }
        convertInPlace(Stage.ENCRYPTED_COLUMNS, column, found);
        if (found.nullability() != column.nullability()) {
            setNullability(Stage.ENCRYPTED_COLUMNS, column);
        }
    }

    private void widen(Column column, ObservedColumn found) {
        long bytes = draft.ask(new Probe.Size(name)).count();
        if (bytes > LARGEST_REWRITE) {
            draft.leaveOut(new Pending(
                    "column.rewrite",
                    String.format(
                            Locale.ROOT,
                            "%s.%s is %s, declared is bigint: converting rewrites %d MiB while nobody can use the table",
                            name,
                            column.name(),
                            found.type(),
                            bytes >> 20),
                    "convert it by hand in a quiet hour: alter table ... alter column ... type bigint"));
        } else {
            convertReadable(column, found);
        }
    }

    /** The backend can live with the type as it is, and so with what depends on it. */
    private void convertReadable(Column column, ObservedColumn found) {
        Probe.Answer dependents = draft.ask(new Probe.Dependents(name, column.name()));
        if (dependents.count() > 0) {
            draft.leaveOut(new Pending(
                    "column.in-use",
                    name + "." + column.name() + " is " + found.type() + ", declared is "
                            + column.type().sql() + ", and cannot be converted because of "
                            + String.join(", ", dependents.examples()),
                    "the backend works with it as it is; drop what is named, run migrate again, and make it anew"));
        } else {
            convertInPlace(stage, column, found);
        }
    }

    private void convertInPlace(Stage where, Column column, ObservedColumn found) {
        draft.add(Step.locking(
                where,
                new Change.AlterColumnType(name, column.name(), found.type(), column.type()),
                name,
                LockMode.ACCESS_EXCLUSIVE));
    }

    private void setDefault(Stage where, Column column) {
        draft.add(Step.locking(
                where,
                new Change.SetDefault(name, column.name(), column.defaultValue()),
                name,
                LockMode.ACCESS_EXCLUSIVE));
    }

    private void setNullability(Stage where, Column column) {
        if (column.nullability() == Nullability.NULLABLE) {
            draft.add(
                    Step.locking(where, new Change.DropNotNull(name, column.name()), name, LockMode.ACCESS_EXCLUSIVE));
            return;
        }
        Probe.Answer nulls = draft.ask(new Probe.Nulls(name, column.name()));
        if (nulls.count() > 0) {
            draft.leaveOut(new Pending(
                    "column.nulls",
                    Offenders.text(name + "." + column.name() + " is declared NOT NULL but is NULL", nulls),
                    "give these rows a value, then run migrate again"));
        } else {
            draft.add(Step.outside(where, new Change.SetNotNull(name, column.name()), name, LockMode.ACCESS_EXCLUSIVE));
        }
    }
}
