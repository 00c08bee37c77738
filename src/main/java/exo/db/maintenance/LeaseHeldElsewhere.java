package exo.db.maintenance;

import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;

/** Another process leads, or could: one pass by hand would be in its way. */
public final class LeaseHeldElsewhere extends ExoException {
    private static final long serialVersionUID = 1L;

    LeaseHeldElsewhere(String reason) {
        super(
                ExitStatus.LOCKED,
                "lease.held",
                "the lease \"maintenance\" was not obtained",
                reason,
                "leave the work to it, or run the same command again when it has ended",
                null);
    }
}
