package exo.db.engine;

import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;

/** Without the row of settings there is no default window, and nothing can be said of what has expired. */
public final class SettingsMissing extends ExoException {
    private static final long serialVersionUID = 1L;

    public SettingsMissing() {
        super(
                ExitStatus.SCHEMA,
                "settings.missing",
                "maintenance_settings has no row",
                "migrate has not been run to the end, or somebody has deleted it",
                "run exo-db-cli migrate, which puts the usual values there, then see exo-db-cli settings",
                null);
    }
}
