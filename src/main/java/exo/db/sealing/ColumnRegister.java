package exo.db.sealing;

import exo.db.database.Session;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jooq.Record;

/**
 * What the database has on record about its encrypted columns, each as {@code table.column}.
 *
 * @param sealed those in which plaintext is damage
 * @param roomSince when columns were changed to {@code text}; others never were
 * @param now the database's clock
 * @param grace how long after such a change a column is left as it is, so that a rollback stays free
 */
record ColumnRegister(Set<String> sealed, Map<String, Instant> roomSince, Instant now, Duration grace) {
    private static final String IS_THERE = """
            select to_regclass('schema_state') is not null and to_regclass('maintenance_settings') is not null
                as there, clock_timestamp() as now""";

    /** Keys with a dot are columns; others say other things. */
    private static final String SEALED = """
            select key from schema_state, jsonb_object_keys(sealed_columns) as key
            where position('.' in key) > 0""";

    private static final String ROOM_SINCE = """
            select key, value::timestamptz as since
            from schema_state, jsonb_each_text(coalesce(sealed_columns -> 'text_since', jsonb_build_object()))""";

    private static final String GRACE = "select seal_after_days from maintenance_settings";

    ColumnRegister {
        sealed = Set.copyOf(sealed);
        roomSince = Map.copyOf(roomSince);
    }

    /** As it is now; nothing is on record in a database that was never migrated. */
    static ColumnRegister read(Session session) {
        Record clock = session.sql().fetchSingle(IS_THERE);
        Instant now = clock.get("now", Timestamp.class).toInstant();
        if (!clock.get("there", Boolean.class)) {
            return new ColumnRegister(Set.of(), Map.of(), now, Duration.ZERO);
        }
        Map<String, Instant> roomSince = new HashMap<>();
        session.sql()
                .fetch(ROOM_SINCE)
                .forEach(row -> roomSince.put(
                        row.get("key", String.class),
                        row.get("since", Timestamp.class).toInstant()));
        long days = session.sql()
                .fetchOptional(GRACE)
                .map(row -> row.get(0, Long.class))
                .orElse(0L);
        return new ColumnRegister(
                new HashSet<>(session.sql().fetch(SEALED).getValues(0, String.class)),
                roomSince,
                now,
                Duration.ofDays(days));
    }

    /** Until when a rollback to an image that cannot read envelopes is free; empty where it is over or never was. */
    Optional<Instant> rollbackFreeUntil(String place) {
        return Optional.ofNullable(roomSince.get(place))
                .map(since -> since.plus(grace))
                .filter(until -> until.isAfter(now));
    }
}
