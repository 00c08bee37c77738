package exo.db.retention;

import exo.db.database.Session;
import exo.db.model.RetentionWindows;
import exo.db.retention.DiskReturn.Way;
import exo.db.schema.MonthRange;
import exo.db.schema.ObservedTable.ObservedLeaf;
import exo.db.schema.QualifiedName;
import exo.db.schema.SchemaSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Name;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Says when the months that rows expire in can be dropped, by the windows and holds of all who have rows in them. */
final class DiskForecast {
    private final Session session;
    private final RetentionWindows windows;
    private final SchemaSnapshot snapshot;
    private final Duration grace;

    /** @param windows as they will be */
    DiskForecast(Session session, RetentionWindows windows) {
        this.session = session;
        this.windows = windows;
        this.snapshot = PurgeService.snapshot(session);
        this.grace = Duration.ofDays(
                session.sql().fetchSingle(RetentionQueries.GRACE).get(0, Long.class));
    }

    DiskReturn of(String table, String partition, long bytes) {
        Optional<ObservedLeaf> leaf = snapshot.table(table).stream()
                .flatMap(observed -> observed.leaves().stream())
                .filter(one -> one.name().name().equals(partition))
                .findFirst();
        Way way = leaf.flatMap(ObservedLeaf::bound)
                .map(bound -> way(table, leaf.orElseThrow().name(), bound))
                .orElseGet(Way.Reused::new);
        return new DiskReturn(partition, bytes, way);
    }

    /** No row of the month is younger than its end, so it can go when the longest window has passed since. */
    private Way way(String table, QualifiedName leaf, MonthRange bound) {
        Instant drop = windows.now();
        for (UUID owner : owners(leaf)) {
            if (owner != null && windows.held().contains(owner)) {
                return new Way.Held();
            }
            Instant expiry = bound.to().plus(window(table, owner));
            drop = expiry.isAfter(drop) ? expiry : drop;
        }
        return new Way.Dropped(drop.plus(grace));
    }

    private Duration window(String table, @Nullable UUID owner) {
        Instant cutoff = owner == null ? windows.defaultCutoff(table) : windows.cutoff(owner, table);
        return Duration.between(cutoff, windows.now());
    }

    private List<@Nullable UUID> owners(QualifiedName leaf) {
        Name name = DSL.name(leaf.schema(), leaf.name());
        return session.sql().fetch(RetentionQueries.OWNERS, name).map(row -> row.get(0, UUID.class));
    }
}
