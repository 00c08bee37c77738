package exo.db.maintenance;

import exo.db.database.Session;
import java.sql.Timestamp;
import java.util.EnumMap;
import java.util.Map;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** The statements on {@code maintenance_settings}. */
final class SettingsQueries {
    private static final String READ = """
            select default_retention_days, audit_floor_days, premake_months, drop_grace_days, seal_after_days,
                updated_at
            from maintenance_settings where id = 1""";

    private static final String AUDIT = """
            insert into audit_events (actor_type, actor_name, action, resource_type, resource_id, metadata)
            values ('system', 'exo-db-cli', 'maintenance.settings.set', 'maintenance_settings', ?,
                jsonb_build_object('old', ?::bigint, 'new', ?::bigint))""";

    private SettingsQueries() {}

    static SettingsSnapshot read(Session session) {
        return snapshot(session.sql().fetchOne(READ));
    }

    static SettingsSnapshot readForUpdate(Session session) {
        return snapshot(session.sql().fetchOne(READ + " for update"));
    }

    /** Sets one value. */
    static void set(Session session, SettingName setting, long value) {
        session.sql()
                .execute(
                        "update maintenance_settings set {0} = {1}, updated_at = now() where id = 1",
                        DSL.name(setting.word()), DSL.val(value));
    }

    /** Writes down who changed what, beside everybody else's actions. */
    static void audit(Session session, SettingName setting, SettingsChange.Values values) {
        session.sql().execute(AUDIT, setting.word(), values.before(), values.after());
    }

    private static SettingsSnapshot snapshot(@Nullable Record row) {
        if (row == null) {
            throw new NotMigrated(null);
        }
        Map<SettingName, Long> values = new EnumMap<>(SettingName.class);
        for (SettingName setting : SettingName.values()) {
            values.put(setting, row.get(setting.word(), Long.class));
        }
        return new SettingsSnapshot(
                values, row.get("updated_at", Timestamp.class).toInstant());
    }
}
