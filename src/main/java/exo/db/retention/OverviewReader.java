package exo.db.retention;

import exo.db.database.Session;
import exo.db.engine.SettingsMissing;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.UUID;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** Reads the windows of all deployments. */
final class OverviewReader {
    private OverviewReader() {}

    static RetentionOverview read(Session session) {
        Record settings = session.sql().fetchOptional(RetentionQueries.SETTINGS).orElseThrow(SettingsMissing::new);
        return new RetentionOverview(
                settings.get("default_retention_days", Long.class),
                settings.get("audit_floor_days", Long.class),
                session.sql().fetch(RetentionQueries.DEPLOYMENTS).map(OverviewReader::window));
    }

    private static DeploymentWindow window(Record row) {
        return new DeploymentWindow(
                row.get("id", UUID.class),
                row.get("tenant_id", UUID.class),
                row.get("tenant", String.class),
                row.get("name", String.class),
                row.get("retention_days", Long.class),
                row.get("days", Long.class),
                holdOf(row),
                instant(row, "deleted_at"));
    }

    private static @Nullable PlacedHold holdOf(Record row) {
        return row.get("hold", UUID.class) == null ? null : hold(row);
    }

    /** The hold of a row that has one, by the names of columns that queries of holds share. */
    static PlacedHold hold(Record row) {
        return new PlacedHold(
                row.get("hold", UUID.class),
                row.get("reason", String.class),
                row.get("placed_by", String.class),
                row.get("held_since", Timestamp.class).toInstant());
    }

    private static @Nullable Instant instant(Record row, String column) {
        Timestamp time = row.get(column, Timestamp.class);
        return time == null ? null : time.toInstant();
    }
}
