package exo.db.keyring;

import exo.db.crypto.KeyringEntry;
import exo.db.database.Session;
import exo.db.engine.CatalogReader;
import exo.db.keyring.KeyringReport.ColumnSealing;
import exo.db.keyring.KeyringReport.StoredKey;
import exo.db.model.ExoSchema;
import exo.db.schema.DeclaredSchema;
import exo.db.schema.ObservedTable.ObservedColumn;
import exo.db.schema.SchemaSnapshot;
import exo.db.schema.Table;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Record1;
import org.jooq.Select;
import org.jooq.SelectField;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/** The reading of the keyring, and of what it has sealed. */
final class KeyringQueries {
    static final String TABLE = "encryption_keys";

    static final String ENTRIES = """
            select kid, root_key_fingerprint, wrapped_key, next_root_key_fingerprint, next_wrapped_key, algorithm,
                canary, state
            from encryption_keys""";

    private static final String KEYS = """
            select kid, state, algorithm, root_key_fingerprint, next_root_key_fingerprint, created_at, retired_at,
                escrow_verified_at, clock_timestamp() as read_at
            from encryption_keys
            order by created_at, kid""";

    /**
     * What counts as sealed, together with the length: the format of {@code exo.db.crypto}. Its <code>{54,}</code>
     * takes the server far longer to match than the length does to read.
     */
    private static final String SEALED = "^exo1:[0-9a-f]{8}:[A-Za-z0-9_-]+$";

    /** The prefix up to the data is 14 characters long, and the shortest data 54. */
    private static final int SHORTEST_SEALED = 68;

    private static final DeclaredSchema DECLARED = declared();

    private KeyringQueries() {}

    static KeyringSnapshot snapshot(Session session) {
        SchemaSnapshot observed = catalog(session);
        // Asked of the catalog, so that the first start of all leaves no error in the server's log.
        List<KeyringEntry> entries = observed.table(TABLE).isPresent() ? KeyringReader.entries(session) : List.of();
        List<String> sealedPlaces = entries.isEmpty() ? sealedPlaces(session, observed) : List.of();
        return new KeyringSnapshot(observed.qualified(TABLE), entries, sealedPlaces);
    }

    /** The keyring's table and those with encrypted columns, as far as they are there. */
    static SchemaSnapshot catalog(Session session) {
        return CatalogReader.snapshot(session, DECLARED);
    }

    static List<StoredKey> keys(Session session) {
        return session.sql().fetch(KEYS).map(KeyringQueries::key);
    }

    /** Every value is looked at: one scan for each table. */
    static List<ColumnSealing> sealing(Session session, SchemaSnapshot observed) {
        List<ColumnSealing> columns = new ArrayList<>();
        for (Table table : DECLARED.encryptedTables()) {
            List<ObservedColumn> found = observed.encryptedColumns(table);
            if (!found.isEmpty()) {
                columns.addAll(sealing(session, table, found));
            }
        }
        return columns;
    }

    /** Each column is read up to its first sealed value, which is all of it where there is none. */
    private static List<String> sealedPlaces(Session session, SchemaSnapshot observed) {
        List<Select<Record1<String>>> probes = DECLARED.encryptedTables().stream()
                .flatMap(table -> observed.encryptedColumns(table).stream()
                        .filter(column -> column.type().equals("text"))
                        .map(column -> probe(table, column)))
                .toList();
        return probes.stream()
                .reduce(Select::unionAll)
                .map(all -> session.sql().fetch(all).map(Record1::value1))
                .orElse(List.of());
    }

    private static Select<Record1<String>> probe(Table table, ObservedColumn column) {
        return DSL.select(DSL.inline(table.name() + "." + column.name()))
                .where(DSL.exists(
                        DSL.selectOne().from(DSL.table(DSL.name(table.name()))).where(isSealed(column))));
    }

    private static List<ColumnSealing> sealing(Session session, Table table, List<ObservedColumn> columns) {
        List<SelectField<Integer>> counts = new ArrayList<>();
        counts.add(DSL.count());
        for (ObservedColumn column : columns) {
            counts.add(DSL.count(field(column)));
            counts.add(DSL.count().filterWhere(isSealed(column)));
        }
        Record row = session.sql()
                .select(counts)
                .from(DSL.table(DSL.name(table.name())))
                .fetchSingle();
        List<ColumnSealing> sealing = new ArrayList<>();
        for (int index = 0; index < columns.size(); index++) {
            long values = row.get(1 + 2 * index, Long.class);
            long sealed = row.get(2 + 2 * index, Long.class);
            long rows = row.get(0, Long.class);
            sealing.add(
                    new ColumnSealing(table.name(), columns.get(index).name(), rows - values, values - sealed, sealed));
        }
        return sealing;
    }

    /** The cast matters only for a column that an older release left as jsonb, where no value is sealed. */
    private static Condition isSealed(ObservedColumn column) {
        Field<String> text = field(column).cast(SQLDataType.CLOB);
        return DSL.length(text).ge(SHORTEST_SEALED).and(text.likeRegex(SEALED));
    }

    private static Field<Object> field(ObservedColumn column) {
        return DSL.field(DSL.name(column.name()));
    }

    private static StoredKey key(Record row) {
        Instant createdAt = instant(row, "created_at");
        Instant readAt = instant(row, "read_at");
        return new StoredKey(
                row.get("kid", String.class),
                row.get("state", String.class),
                row.get("algorithm", String.class),
                row.get("root_key_fingerprint", String.class),
                row.get("next_root_key_fingerprint", String.class),
                createdAt,
                Duration.between(createdAt, readAt),
                momentOrNull(row, "retired_at"),
                momentOrNull(row, "escrow_verified_at"));
    }

    private static Instant instant(Record row, String column) {
        return row.get(column, OffsetDateTime.class).toInstant();
    }

    private static @Nullable Instant momentOrNull(Record row, String column) {
        OffsetDateTime moment = row.get(column, OffsetDateTime.class);
        return moment == null ? null : moment.toInstant();
    }

    private static DeclaredSchema declared() {
        DeclaredSchema all = ExoSchema.declared();
        List<Table> tables = new ArrayList<>(all.encryptedTables());
        all.table(TABLE).ifPresent(tables::add);
        return new DeclaredSchema(all.version(), tables);
    }
}
