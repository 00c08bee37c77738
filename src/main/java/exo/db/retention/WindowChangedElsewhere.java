package exo.db.retention;

import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;

/** Between showing what a change would do and making it, somebody else changed the same window. */
public final class WindowChangedElsewhere extends ExoException {
    private static final long serialVersionUID = 1L;

    WindowChangedElsewhere(String window) {
        super(
                ExitStatus.STOPPED,
                "retention.changed-elsewhere",
                window + " was changed by somebody else meanwhile",
                "what was shown is no longer what would happen; nothing was changed",
                "run the same command again: it shows what would happen now",
                null);
    }
}
