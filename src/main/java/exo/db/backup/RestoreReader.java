package exo.db.backup;

import exo.db.backup.RestoreFacts.Stored;
import exo.db.database.Session;
import exo.db.engine.CatalogReader;
import exo.db.model.ExoSchema;
import exo.db.schema.DeclaredSchema;
import exo.db.schema.SchemaFingerprint;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Looks at a restored database. */
final class RestoreReader {
    private static final DeclaredSchema DECLARED = ExoSchema.declared();

    private RestoreReader() {}

    static RestoreFacts read(Session session) {
        return new RestoreFacts(
                SchemaFingerprint.of(DECLARED, CatalogReader.snapshot(session, DECLARED)),
                stored(session),
                session.sql().fetch(BackupQueries.INVALID_INDEXES).getValues(0, String.class),
                session.sql().fetch(BackupQueries.UNVALIDATED).getValues(0, String.class),
                shortSequences(session),
                newestEvent(session));
    }

    private static @Nullable Stored stored(Session session) {
        if (!exists(session, "schema_state")) {
            return null;
        }
        Record row = session.sql().fetchOne("select schema_version, fingerprint from schema_state where id = 1");
        return row == null ? null : new Stored(row.get(0, Long.class), row.get(1, String.class));
    }

    private static List<String> shortSequences(Session session) {
        List<String> found = new ArrayList<>();
        for (Record row : session.sql().fetch(BackupQueries.SEQUENCES)) {
            String sequence = row.get(0, String.class);
            Record values = session.sql()
                    .fetchSingle(
                            "select (select max({2}) from {1}) >= last_value + is_called::integer from {0}",
                            DSL.raw(sequence), DSL.raw(row.get(1, String.class)), DSL.name(row.get(2, String.class)));
            if (Boolean.TRUE.equals(values.get(0, Boolean.class))) {
                found.add(sequence);
            }
        }
        return found;
    }

    private static @Nullable Instant newestEvent(Session session) {
        return Stream.of("session_events", "audit_events")
                .filter(table -> exists(session, table))
                .map(table -> session.sql()
                        .fetchSingle("select max(created_at) from {0}", DSL.name(table))
                        .get(0, OffsetDateTime.class))
                .filter(Objects::nonNull)
                .map(OffsetDateTime::toInstant)
                .max(Instant::compareTo)
                .orElse(null);
    }

    private static boolean exists(Session session, String table) {
        return session.sql()
                .fetchSingle("select to_regclass({0}) is not null", DSL.val(table))
                .get(0, Boolean.class);
    }
}
