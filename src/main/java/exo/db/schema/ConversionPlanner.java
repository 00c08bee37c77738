package exo.db.schema;

import exo.db.schema.ObservedTable.ObservedCheck;
import exo.db.schema.ObservedTable.ObservedColumn;
import exo.db.schema.ObservedTable.ObservedIndex;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Plans how the JSON columns of a table become text that has room for envelopes.
 *
 * <p>A table that is empty or small is written anew in place. A larger one is never written anew while others wait: a
 * text column beside each JSON column is kept in step by a trigger and filled in batches, a check proves every row, and
 * then the names are swapped in one short transaction. How far that has come is read from the catalog alone, so a run
 * that was killed anywhere is taken up where it was; and until the swap, older releases go on with the JSON columns.
 */
final class ConversionPlanner {
    private static final Stage STAGE = Stage.ENCRYPTED_COLUMNS;

    private final DraftBuilder draft;
    private final Table table;
    private final ObservedTable observed;
    private final QualifiedName name;
    private final ColumnTerms terms;

    ConversionPlanner(DraftBuilder draft, Table table, ObservedTable observed) {
        this.draft = draft;
        this.table = table;
        this.observed = observed;
        this.name = draft.snapshot().qualified(table.name());
        this.terms = new ColumnTerms(draft, name, STAGE);
    }

    /** Whether a column is this planner's business; nobody can write a computed one, so no trigger sees its value. */
    static boolean converts(Column column, ObservedColumn found) {
        String base = TypeChange.withoutModifier(found.type());
        boolean isJson = base.equals("jsonb") || base.equals("json");
        return column.isEncrypted() && isJson && found.generation() != ObservedTable.Generation.STORED;
    }

    void plan() {
        List<Column> columns = table.columns().stream()
                .filter(column -> observed.column(column.name())
                        .filter(found -> converts(column, found))
                        .isPresent())
                .toList();
        if (columns.isEmpty()) {
            clearAway();
        } else if (isBegun(columns) || mustNotStopWriters()) {
            convertBesideWriters(columns);
        } else {
            columns.forEach(this::convertInPlace);
        }
    }

    private boolean mustNotStopWriters() {
        return draft.bytesBeyondRewrite(name) > 0;
    }

    /** Text columns without the check that holds them in step are somebody's remains: they are made anew. */
    private boolean isBegun(List<Column> columns) {
        return inStep() != null && columns.stream().allMatch(this::isKeptInStep);
    }

    private boolean isKeptInStep(Column column) {
        ObservedCheck check = inStep();
        String text = Interim.text(column.name());
        return check != null
                && ColumnUse.mentions(check.expression(), text)
                && observed.column(text).isPresent();
    }

    private @Nullable ObservedCheck inStep() {
        return observed.checks().stream()
                .filter(check -> check.name().equals(Interim.IN_STEP))
                .findFirst()
                .orElse(null);
    }

    private void convertBesideWriters(List<Column> columns) {
        List<Column> free = columns.stream()
                .filter(column -> !isHeld(column, new Probe.Attachments(name, column.name())))
                .toList();
        if (free.isEmpty()) {
            return;
        }
        List<String> names = free.stream().map(Column::name).toList();
        ObservedCheck check = inStep();
        if (!isBegun(free)) {
            draft.add(Step.locking(STAGE, new Change.StartConversion(name, names), name, LockMode.ACCESS_EXCLUSIVE));
            fill(names);
        } else if (check == null || !check.validated()) {
            fill(names);
        }
        swap(names);
        free.forEach(this::setTerms);
    }

    private void fill(List<String> columns) {
        List<Filling> fillings = new ArrayList<>();
        columns.forEach(column -> fillings.add(new Filling.TextOf(Interim.text(column), column)));
        draft.add(Step.outside(STAGE, new Change.FillColumns(name, fillings), name, LockMode.ROW_EXCLUSIVE)
                .costing(Cost.batches(observed.estimatedRows())));
        Change validation = observed.kind() == ObservedTable.Kind.PARTITIONED
                ? new Change.ValidateLeaves(name, Interim.IN_STEP)
                : new Change.ValidateConstraint(name, Interim.IN_STEP);
        draft.add(Step.outside(STAGE, validation, name, LockMode.SHARE_UPDATE_EXCLUSIVE)
                .costing(Cost.scan(observed.estimatedRows())));
    }

    private void swap(List<String> columns) {
        List<String> indexes = observed.indexes().stream()
                .filter(index -> columns.stream().anyMatch(column -> ColumnUse.mentions(index.definition(), column)))
                .map(ObservedIndex::name)
                .toList();
        draft.add(Step.locking(
                STAGE,
                new Change.SwapColumns(name, columns, name.sibling("schema_state"), indexes),
                name,
                LockMode.ACCESS_EXCLUSIVE));
    }

    /** The new column allows NULL and has no default. */
    private void setTerms(Column column) {
        if (!(column.defaultValue() instanceof ColumnDefault.None)) {
            terms.setDefault(column);
        }
        if (column.nullability() == Nullability.NOT_NULL) {
            terms.setNullability(column, observed);
        }
    }

    /** The time is written down first: a run that is killed must not leave a converted column without one. */
    private void convertInPlace(Column column) {
        ObservedColumn found = observed.column(column.name()).orElseThrow();
        if (isHeld(column, new Probe.Dependents(name, column.name()))) {
            return;
        }
        draft.add(Step.shared(
                STAGE, new Change.RecordTextChange(name.sibling("schema_state"), table.name() + "." + column.name())));
        dropIndexes(column);
        if (!found.defaultValue().isEmpty()) {
            terms.setDefault(column);
        }
        Change change = new Change.AlterColumnType(name, column.name(), found.type(), column.type());
        draft.add(Step.locking(STAGE, change, name, LockMode.ACCESS_EXCLUSIVE)
                .costing(Cost.rewrite(observed.estimatedRows())));
        if (found.nullability() != column.nullability()) {
            terms.setNullability(column, observed);
        }
    }

    /** A JSON operator in an index would not survive the conversion. */
    private void dropIndexes(Column column) {
        for (ObservedIndex index : observed.indexes()) {
            if (ColumnUse.mentions(index.definition(), column.name())) {
                draft.add(Step.locking(
                        STAGE,
                        new Change.DropIndex(name.sibling(index.name()), Change.IndexBuild.PLAIN),
                        name,
                        LockMode.ACCESS_EXCLUSIVE));
            }
        }
    }

    /** The backend writes envelopes, which JSON cannot hold: so it cannot run until somebody has seen to this. */
    private boolean isHeld(Column column, Probe question) {
        Probe.Answer holders = draft.ask(question);
        if (holders.count() == 0) {
            return false;
        }
        draft.leaveOut(
                table.name(),
                column,
                new Pending(
                        "column.in-use",
                        name + "." + column.name() + " must become text, and cannot because of "
                                + String.join(", ", holders.examples()),
                        "drop what is named, run migrate again, and make it anew for text"));
        return true;
    }

    /** Somebody converted the columns by hand meanwhile. */
    private void clearAway() {
        if (inStep() == null) {
            return;
        }
        List<String> columns = table.encryptedColumns().stream()
                .map(Column::name)
                .filter(column -> observed.column(Interim.text(column)).isPresent())
                .toList();
        draft.add(Step.locking(STAGE, new Change.ClearConversion(name, columns), name, LockMode.ACCESS_EXCLUSIVE));
    }
}
