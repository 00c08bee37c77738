package exo.db.maintenance;

import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;

/** Between the look at a setting and the change of it somebody else changed it. */
public final class SettingsChangedElsewhere extends ExoException {
    private static final long serialVersionUID = 1L;

    SettingsChangedElsewhere(SettingName setting, long expected, long found) {
        super(
                ExitStatus.STOPPED,
                "settings.changed",
                "setting " + setting.word() + " was changed by somebody else meanwhile; nothing was changed here",
                "it was " + expected + " and is " + found,
                "look at it with: exo-db-cli settings; then run the same command again",
                null);
    }
}
