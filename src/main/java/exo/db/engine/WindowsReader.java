package exo.db.engine;

import exo.db.database.Session;
import exo.db.model.RetentionWindows;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jooq.Record;

/** The one query for the windows of retention, which several features share. */
public final class WindowsReader {
    private static final String WINDOWS = """
            select clock_timestamp() as read_at, s.default_retention_days, s.audit_floor_days,
                d.id, coalesce(d.retention_days, s.default_retention_days) as days, h.id is not null as held
            from maintenance_settings s
            left join deployments d on true
            left join retention_holds h on h.deployment_id = d.id""";

    private WindowsReader() {}

    /** The windows as they are now; soft-deleted deployments are among them. */
    public static RetentionWindows read(Session session) {
        Map<UUID, Long> days = new HashMap<>();
        Set<UUID> held = new HashSet<>();
        Record settings = null;
        for (Record row : session.sql().fetch(WINDOWS)) {
            settings = row;
            UUID deployment = row.get("id", UUID.class);
            if (deployment != null) {
                days.put(deployment, row.get("days", Long.class));
                if (Boolean.TRUE.equals(row.get("held", Boolean.class))) {
                    held.add(deployment);
                }
            }
        }
        if (settings == null) {
            throw new SettingsMissing();
        }
        Record one = settings;
        Instant now = one.get("read_at", Timestamp.class).toInstant();
        return new RetentionWindows(
                now,
                one.get("default_retention_days", Long.class),
                one.get("audit_floor_days", Long.class),
                days,
                held);
    }
}
