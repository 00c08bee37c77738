package exo.db.keyring;

import exo.db.crypto.KeyringEntry;
import exo.db.database.Session;
import exo.db.engine.CatalogReader;
import exo.db.keyring.KeyringReport.StoredKey;
import exo.db.model.ExoSchema;
import exo.db.schema.DeclaredSchema;
import exo.db.schema.SchemaSnapshot;
import exo.db.sealing.ColumnCounter;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.jooq.Record;
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

    private static final DeclaredSchema DECLARED = declared();

    private KeyringQueries() {}

    static KeyringSnapshot snapshot(Session session, SchemaSnapshot observed) {
        // Asked of the catalog, so that the first start of all leaves no error in the server's log.
        List<KeyringEntry> entries = observed.table(TABLE).isPresent() ? KeyringReader.entries(session) : List.of();
        List<String> sealedPlaces = entries.isEmpty() ? ColumnCounter.sealedPlaces(session) : List.of();
        return new KeyringSnapshot(observed.qualified(TABLE), entries, sealedPlaces);
    }

    /** The keyring's table, if it is there. */
    static SchemaSnapshot catalog(Session session) {
        return CatalogReader.snapshot(session, DECLARED);
    }

    static List<StoredKey> keys(Session session) {
        return session.sql().fetch(KEYS).map(KeyringQueries::key);
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
        return new DeclaredSchema(all.version(), all.table(TABLE).stream().toList());
    }
}
