package exo.db.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import exo.db.backup.DumpedTable.Telling;
import exo.db.backup.dump.DumpStatement;
import exo.db.backup.dump.DumpVisitor;
import exo.db.backup.dump.DumpedSchema;
import exo.db.backup.dump.TableData;
import exo.db.backup.dump.TocEntry;
import exo.db.crypto.CellText;
import exo.db.crypto.SecretSearch;
import exo.db.failure.ExoException;
import exo.db.schema.Column;
import exo.db.schema.QualifiedName;
import exo.db.schema.Table;
import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Looks at everything in a dump as it comes by: statements, rows, the keyring, sealed values, secrets. */
final class ArchiveExamination implements DumpVisitor {
    private static final JsonFactory JSON = new JsonFactory();

    private final DumpedSchema definitions = new DumpedSchema();
    private final DumpedKeyring keyring = new DumpedKeyring();
    private final Map<QualifiedName, DumpedTable> tables = new LinkedHashMap<>();
    private final Set<String> sealedColumns = new HashSet<>();
    private final DumpedHomes homes;
    private final SecretSearch secrets;
    private final DumpedValues values;
    private final KeyringReader keyringReader;
    private final Hashing hashing;
    private @Nullable DumpedTable current;
    private @Nullable ExoException keyFailure;
    private long largeObjects;
    private boolean isByCopy = true;

    /** @param schema that Exo's tables are in; null where the dump tells */
    ArchiveExamination(
            @Nullable String schema,
            SecretSearch secrets,
            DumpedValues values,
            KeyringReader keyringReader,
            Hashing hashing) {
        this.homes = new DumpedHomes(schema, definitions);
        this.secrets = secrets;
        this.values = values;
        this.keyringReader = keyringReader;
        this.hashing = hashing;
    }

    /** Opens the values with a keyring once all of its rows were there. */
    interface KeyringReader {
        void read(DumpedKeyring keyring, DumpedValues values);
    }

    /** Whether rows are summed up for a manifest. */
    enum Hashing {
        NONE,
        EVERY_ROW
    }

    @Override
    public void statement(DumpStatement statement) {
        definitions.heed(statement);
        TocEntry entry = statement.entry();
        if (entry != null) {
            search(entry.definition());
            search(entry.drop());
        }
    }

    @Override
    public void beginTable(TableData data) {
        isByCopy &= !data.statement().isEmpty();
        DumpedTable known = tables.get(data.table());
        if (known == null) {
            known = table(data);
            tables.put(data.table(), known);
        }
        current = known;
    }

    @Override
    public void rows(byte[] lines, int offset, int length) {
        if (current != null) {
            current.add(lines, offset, length);
        }
    }

    @Override
    public void endTable() {
        DumpedTable ended = current;
        current = null;
        if (ended != null && ended.declared().map(Table::name).orElse("").equals(Telling.KEYRING)) {
            openKeyring();
        }
    }

    @Override
    public void endLargeObject() {
        largeObjects++;
    }

    @Override
    public void bytes(byte[] content, int offset, int length) {
        secrets.add(content, offset, length);
    }

    /** A table as it was found, to be read once more by somebody else. */
    @Nullable
    DumpedTable again(QualifiedName table, DumpedTable.Audience audience) {
        DumpedTable known = tables.get(table);
        return known == null ? null : known.again(audience);
    }

    Collection<DumpedTable> tables() {
        return tables.values();
    }

    DumpedSchema definitions() {
        return definitions;
    }

    DumpedKeyring keyring() {
        return keyring;
    }

    /** The tables of Exo's that are made and whose rows are not mentioned; none where INSERTs would not tell. */
    List<QualifiedName> withoutRows() {
        return isByCopy
                ? definitions.rowHolders().stream()
                        .filter(table -> homes.of(table).isPresent())
                        .filter(table -> !tables.containsKey(table)
                                && !definitions
                                        .root(table)
                                        .map(tables::containsKey)
                                        .orElse(false))
                        .toList()
                : List.of();
    }

    String schema() {
        return homes.schema();
    }

    long largeObjects() {
        return largeObjects;
    }

    /** The columns in which plaintext is damage, as {@code table.column}. */
    Set<String> sealedColumns() {
        return sealedColumns;
    }

    /** Why the keyring does not open; none where it does, or was not there yet. */
    Optional<ExoException> keyFailure() {
        return Optional.ofNullable(keyFailure);
    }

    private void search(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        secrets.add(bytes, 0, bytes.length);
    }

    private DumpedTable table(TableData data) {
        Table declared = homes.of(data.table()).orElse(null);
        List<String> columns = data.columns();
        if (columns.isEmpty()) {
            columns = definitions.columns(data.table());
        }
        if (columns.isEmpty() && declared != null) {
            columns = declared.columns().stream().map(Column::name).toList();
        }
        ContentHash hash = hashing == Hashing.EVERY_ROW ? new ContentHash() : null;
        return new DumpedTable(data.table(), declared, columns, new Rows(), hash);
    }

    private void openKeyring() {
        if (!keyring.isEmpty()) {
            try {
                keyringReader.read(keyring, values);
            } catch (ExoException e) {
                keyFailure = e;
                values.count();
            }
        }
    }

    /** Takes what tables tell. */
    private final class Rows implements DumpedTable.Audience {
        @Override
        public void value(String table, String column, String id, @Nullable CellText value) {
            values.add(table, column, id, value);
        }

        @Override
        public void row(String table, Map<String, @Nullable String> row) {
            switch (table) {
                case Telling.KEYRING -> keyring.add(row);
                case Telling.STATE -> heedSealed(Objects.requireNonNullElse(row.get("sealed_columns"), "{}"));
                default -> {}
            }
        }

        /** Names with a dot are columns; others say other things. */
        private void heedSealed(String json) {
            try (JsonParser parser = JSON.createParser(json)) {
                parser.nextToken();
                for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                    if (token == JsonToken.FIELD_NAME && parser.currentName().indexOf('.') > 0) {
                        sealedColumns.add(parser.currentName());
                    }
                    if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
                        parser.skipChildren();
                    }
                }
            } catch (IOException e) {
                // The row is misshapen, and that is found where its fields are looked at.
                sealedColumns.clear();
            }
        }
    }
}
