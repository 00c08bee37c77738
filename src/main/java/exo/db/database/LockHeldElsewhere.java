package exo.db.database;

import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;
import java.time.Duration;

/** Another session kept one of the tool's advisory locks for longer than we were to wait. */
public final class LockHeldElsewhere extends ExoException {
    private static final long serialVersionUID = 1L;

    LockHeldElsewhere(String lock, String holder, Duration waited) {
        super(
                ExitStatus.LOCKED,
                "lock.held",
                "another run holds the lock \"" + lock + "\"",
                "held by " + holder + "; waited " + waited.toSeconds() + " s",
                "let it finish and run the same command again, or wait longer with --lock-wait",
                null);
    }
}
