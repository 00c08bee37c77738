package exo.db.backup;

import exo.db.backup.dump.CopyField;
import exo.db.backup.dump.CopyLine;
import exo.db.crypto.CellText;
import exo.db.schema.Column;
import exo.db.schema.ColumnType;
import exo.db.schema.QualifiedName;
import exo.db.schema.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one table as they come by: counted, and held against what is declared of the table. Its size does not
 * grow with the rows.
 */
final class DumpedTable {
    /** Enough to see a pattern, few enough for one line. */
    private static final int NAMED = 5;

    private final QualifiedName relation;
    private final @Nullable Table declared;
    private final List<String> columns;
    private final Audience audience;
    private final @Nullable ContentHash hash;
    private final @Nullable ColumnType[] types;
    private final int[] encrypted;
    private final int id;
    private final CopyLine line = new CopyLine();
    private final List<String> misshapen = new ArrayList<>();
    private long misshapenRows;
    private long rows;

    /**
     * @param declared what Exo's declaration says of it, or of what it is a partition of; null where it says nothing
     * @param columns in the order of the fields
     * @param hash to add the rows to; null where nobody asks for it
     */
    DumpedTable(
            QualifiedName relation,
            @Nullable Table declared,
            List<String> columns,
            Audience audience,
            @Nullable ContentHash hash) {
        this.relation = relation;
        this.declared = declared;
        this.columns = List.copyOf(columns);
        this.audience = audience;
        this.hash = hash;
        this.types = new ColumnType[columns.size()];
        for (int index = 0; index < columns.size(); index++) {
            types[index] = type(declared, columns.get(index)).orElse(null);
        }
        this.encrypted = encrypted(declared, columns);
        this.id = Math.max(columns.indexOf("id"), columns.indexOf("kid"));
    }

    /** Takes what others look at. */
    interface Audience {
        /** A value of an encrypted column, in bytes that are used again for the next. */
        void value(String table, String column, String id, @Nullable CellText value);

        /** A whole row of a table that is small and tells of others. */
        void row(String table, Map<String, @Nullable String> row);
    }

    /** The same table before its first row, for somebody else. */
    DumpedTable again(Audience other) {
        return new DumpedTable(relation, declared, columns, other, null);
    }

    QualifiedName relation() {
        return relation;
    }

    Optional<Table> declared() {
        return Optional.ofNullable(declared);
    }

    List<String> columns() {
        return columns;
    }

    long rows() {
        return rows;
    }

    /** How many rows hold what their columns cannot. */
    long misshapenRows() {
        return misshapenRows;
    }

    /** The first of these, each with its column. */
    List<String> misshapen() {
        return misshapen;
    }

    /** What the rows come to, where that was asked for. */
    Optional<TableContents> contents() {
        return hash == null
                ? Optional.empty()
                : Optional.of(new TableContents(relation, relation, columns, hash.value()));
    }

    /** Takes whole lines. */
    void add(byte[] lines, int offset, int length) {
        if (hash != null) {
            hash.addLines(lines, offset, length);
        }
        int end = offset + length;
        if (declared == null) {
            for (int index = offset; index < end; index++) {
                rows += lines[index] == '\n' ? 1 : 0;
            }
            return;
        }
        boolean isTelling = Telling.isAbout(declared.name());
        int next = offset;
        while (next < end) {
            next = line.split(lines, next, end) + 1;
            rows++;
            if (line.count() == columns.size()) {
                look(declared, lines);
                if (isTelling) {
                    audience.row(declared.name(), row(lines));
                }
            } else {
                misshapen(lines, "its fields");
            }
        }
    }

    private void look(Table table, byte[] lines) {
        for (int index = 0; index < types.length; index++) {
            ColumnType type = types[index];
            if (type != null && !FieldForm.fits(type, lines, line.start(index), line.end(index))) {
                misshapen(lines, columns.get(index));
                break;
            }
        }
        for (int index : encrypted) {
            audience.value(table.name(), columns.get(index), id(lines), value(lines, index));
        }
    }

    private Map<String, @Nullable String> row(byte[] lines) {
        Map<String, @Nullable String> row = new LinkedHashMap<>();
        for (int index = 0; index < columns.size(); index++) {
            row.put(columns.get(index), field(lines, index));
        }
        return row;
    }

    private void misshapen(byte[] lines, String column) {
        misshapenRows++;
        if (misshapen.size() < NAMED) {
            misshapen.add(column + " of " + id(lines));
        }
    }

    private String id(byte[] lines) {
        String text = id >= 0 && id < line.count() ? field(lines, id) : null;
        return text == null ? "row " + rows : text;
    }

    /** As it stands there: what is sealed has nothing to escape. */
    private @Nullable CellText value(byte[] lines, int index) {
        int start = line.start(index);
        int end = line.end(index);
        return CopyField.isNull(lines, start, end) ? null : CellText.of(lines, start, end);
    }

    private @Nullable String field(byte[] lines, int index) {
        return CopyField.text(lines, line.start(index), line.end(index));
    }

    private static int[] encrypted(@Nullable Table declared, List<String> columns) {
        return declared == null
                ? new int[0]
                : declared.encryptedColumns().stream()
                        .mapToInt(column -> columns.indexOf(column.name()))
                        .filter(index -> index >= 0)
                        .toArray();
    }

    /** None for an encrypted one, which is looked at when it is opened. */
    private static Optional<ColumnType> type(@Nullable Table declared, String column) {
        return declared == null
                ? Optional.empty()
                : declared.column(column).filter(found -> !found.isEncrypted()).map(Column::type);
    }

    /** The tables whose rows tell how to read others. */
    static final class Telling {
        static final String KEYRING = "encryption_keys";
        static final String STATE = "schema_state";

        private Telling() {}

        static boolean isAbout(String table) {
            return table.equals(KEYRING) || table.equals(STATE);
        }
    }
}
