package exo.db.maintenance;

import exo.db.database.Session;

/** Shows and sets {@code maintenance_settings}. */
public final class SettingsService {
    /**
     * The settings as they are now.
     *
     * @throws NotMigrated where there are none yet
     */
    public SettingsSnapshot read(Session session) {
        try {
            return SettingsQueries.read(session);
        } catch (RuntimeException e) {
            throw WorkFailed.of(e, "read the settings");
        }
    }

    /**
     * Sets the new values and writes each change to {@code audit_events}, all or nothing.
     *
     * @throws SettingsChangedElsewhere where a value is no longer what the change was made from
     */
    public void apply(Session session, SettingsChange change) {
        try {
            session.inTransaction(() -> set(session, change));
        } catch (RuntimeException e) {
            throw WorkFailed.of(e, "set the settings");
        }
    }

    private static void set(Session session, SettingsChange change) {
        SettingsSnapshot locked = SettingsQueries.readForUpdate(session);
        change.changes().forEach((setting, values) -> {
            if (locked.value(setting) != values.before()) {
                throw new SettingsChangedElsewhere(setting, values.before(), locked.value(setting));
            }
            SettingsQueries.set(session, setting, values.after());
            SettingsQueries.audit(session, setting, values);
        });
    }
}
