package exo.db.retention;

import exo.db.database.Session;
import exo.db.model.RetentionWindows;
import exo.db.retention.WindowChange.Expiring;
import exo.db.retention.WindowChange.Subject;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Counts the events that a change newly lets expire, and says when their room is back. Reads only. */
final class ExpiringReader {
    private static final List<String> EVENTS = List.of("session_events", "audit_events");

    private final Session session;
    private final Subject subject;
    private final RetentionWindows before;
    private final RetentionWindows after;

    private ExpiringReader(Session session, Subject subject, RetentionWindows before, RetentionWindows after) {
        this.session = session;
        this.subject = subject;
        this.before = before;
        this.after = after;
    }

    /**
     * The change with its count; reads nothing where the window is not made shorter. Events that are past the window in
     * force already are not among them; those under a hold are, since they go when it is released.
     */
    static WindowChange complete(Session session, RetentionOverview overview, WindowChange change) {
        if (!change.shortens()) {
            return change;
        }
        Instant now = now(session);
        Map<UUID, Long> days = new HashMap<>();
        for (DeploymentWindow one : overview.deployments()) {
            days.put(one.id(), daysOf(one, change));
        }
        long byDefault = change.subject() instanceof Subject.Default ? change.days() : overview.defaultDays();
        RetentionWindows before = plain(now, change.previousDays(), overview);
        RetentionWindows after =
                new RetentionWindows(now, byDefault, overview.auditFloorDays(), days, held(overview, Set.of()));
        return change.with(new ExpiringReader(session, change.subject(), before, after).read(change.days()));
    }

    /** What goes when the hold of a deployment is released: all that is past its window by then. */
    static Expiring onRelease(Session session, RetentionOverview overview, DeploymentWindow one) {
        Instant now = now(session);
        Map<UUID, Long> days = new HashMap<>();
        overview.deployments().forEach(other -> days.put(other.id(), other.days()));
        RetentionWindows before = new RetentionWindows(
                now, overview.defaultDays(), overview.auditFloorDays(), days, held(overview, Set.of()));
        RetentionWindows after = new RetentionWindows(
                now, overview.defaultDays(), overview.auditFloorDays(), days, held(overview, Set.of(one.id())));
        Subject subject = new Subject.Deployment(one.id(), one.tenant(), one.name(), WindowChange.Hold.HELD);
        return new ExpiringReader(session, subject, before, after).read(one.days());
    }

    private static long daysOf(DeploymentWindow one, WindowChange change) {
        return switch (change.subject()) {
            case Subject.Deployment changed -> changed.id().equals(one.id()) ? change.days() : one.days();
            case Subject.Default everyone -> one.ownDays() == null ? change.days() : one.days();
        };
    }

    private static Set<UUID> held(RetentionOverview overview, Set<UUID> released) {
        Set<UUID> held = new HashSet<>();
        overview.deployments().stream()
                .filter(one -> one.held() && !released.contains(one.id()))
                .forEach(one -> held.add(one.id()));
        return held;
    }

    /** Windows of one length for all, to take cut-offs from. */
    private static RetentionWindows plain(Instant now, long days, RetentionOverview overview) {
        return new RetentionWindows(now, days, overview.auditFloorDays(), Map.of(), Set.of());
    }

    private Expiring read(long days) {
        DiskForecast disk = new DiskForecast(session, after);
        RetentionWindows shorter = new RetentionWindows(after.now(), days, after.auditFloorDays(), Map.of(), Set.of());
        Expiring expiring = Expiring.NOTHING;
        for (String table : EVENTS) {
            expiring = expiring.and(count(disk, table, from(table), shorter.defaultCutoff(table)));
        }
        return expiring;
    }

    private Instant from(String table) {
        return switch (subject) {
            case Subject.Deployment one -> before.cutoff(one.id(), table);
            case Subject.Default everyone -> before.defaultCutoff(table);
        };
    }

    private Expiring count(DiskForecast disk, String table, Instant from, Instant to) {
        Expiring expiring = Expiring.NOTHING;
        if (!from.isBefore(to)) {
            return expiring;
        }
        for (Record row : session.sql()
                .fetch(
                        RetentionQueries.EXPIRING,
                        DSL.name(table),
                        of(subject),
                        DSL.val(Cutoffs.text(from)),
                        DSL.val(Cutoffs.text(to)))) {
            long bytes = row.get("bytes", Long.class);
            expiring = expiring.and(new Expiring(
                    row.get("rows", Long.class),
                    bytes,
                    instant(row, "oldest"),
                    instant(row, "newest"),
                    List.of(disk.of(table, row.get("leaf", String.class), bytes))));
        }
        return expiring;
    }

    private static Condition of(Subject subject) {
        return switch (subject) {
            case Subject.Deployment one -> DSL.condition(RetentionQueries.OF_DEPLOYMENT, DSL.val(one.id()));
            case Subject.Default everyone -> DSL.condition(RetentionQueries.OF_DEFAULT);
        };
    }

    private static Instant now(Session session) {
        return session.sql()
                .fetchSingle(RetentionQueries.NOW)
                .get("read_at", Timestamp.class)
                .toInstant();
    }

    private static @Nullable Instant instant(Record row, String column) {
        Timestamp value = row.get(column, Timestamp.class);
        return value == null ? null : value.toInstant();
    }
}
