package exo.db.retention;

import exo.db.database.Session;
import exo.db.model.RetentionWindows;
import exo.db.retention.WindowChange.Expiring;
import exo.db.retention.WindowChange.Subject;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jooq.Condition;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Counts the events that a shorter window newly lets expire. Those that are past the window in force already are not
 * among them; those under a hold are, since they go when it is released.
 */
final class ExpiringReader {
    private static final List<String> EVENTS = List.of("session_events", "audit_events");

    private ExpiringReader() {}

    /** The change with its count; reads nothing where the window is not made shorter. */
    static WindowChange complete(Session session, WindowChange change) {
        if (!change.shortens()) {
            return change;
        }
        Instant now = session.sql()
                .fetchSingle(RetentionQueries.NOW)
                .get("read_at", Timestamp.class)
                .toInstant();
        long floor = OverviewReader.read(session).auditFloorDays();
        Expiring expiring = Expiring.NOTHING;
        for (String table : EVENTS) {
            Instant from = cutoff(now, change.previousDays(), floor, table);
            Instant to = cutoff(now, change.days(), floor, table);
            expiring = expiring.and(count(session, table, change.subject(), from, to));
        }
        return new WindowChange(
                change.subject(), change.ownBefore(), change.own(), change.previousDays(), change.days(), expiring);
    }

    private static Instant cutoff(Instant now, long days, long floor, String table) {
        return new RetentionWindows(now, days, floor, Map.of(), Set.of()).defaultCutoff(table);
    }

    private static Expiring count(Session session, String table, Subject subject, Instant from, Instant to) {
        if (!from.isBefore(to)) {
            return Expiring.NOTHING;
        }
        Record row = session.sql()
                .fetchSingle(
                        RetentionQueries.EXPIRING,
                        DSL.name(table),
                        of(subject),
                        DSL.val(from.toString()),
                        DSL.val(to.toString()));
        return new Expiring(
                row.get("rows", Long.class),
                row.get("bytes", Long.class),
                instant(row, "oldest"),
                instant(row, "newest"));
    }

    private static Condition of(Subject subject) {
        return switch (subject) {
            case Subject.Deployment one -> DSL.condition(RetentionQueries.OF_DEPLOYMENT, DSL.val(one.id()));
            case Subject.Default everyone -> DSL.condition(RetentionQueries.OF_DEFAULT);
        };
    }

    private static @Nullable Instant instant(Record row, String column) {
        Timestamp value = row.get(column, Timestamp.class);
        return value == null ? null : value.toInstant();
    }
}
