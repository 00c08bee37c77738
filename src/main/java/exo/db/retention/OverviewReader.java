package exo.db.retention;

import exo.db.database.Session;
import exo.db.engine.SettingsMissing;
import java.sql.Timestamp;
import java.util.UUID;
import org.jooq.Record;

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
        Timestamp deleted = row.get("deleted_at", Timestamp.class);
        return new DeploymentWindow(
                row.get("id", UUID.class),
                row.get("tenant_id", UUID.class),
                row.get("name", String.class),
                row.get("retention_days", Long.class),
                row.get("days", Long.class),
                row.get("held", Boolean.class),
                deleted == null ? null : deleted.toInstant());
    }
}
