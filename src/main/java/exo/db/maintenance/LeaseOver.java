package exo.db.maintenance;

import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;

/** The lease ran out before a transaction of its holder began, so that nothing of it was done. */
final class LeaseOver extends ExoException {
    private static final long serialVersionUID = 1L;

    LeaseOver(long term) {
        super(
                ExitStatus.STOPPED,
                "lease.over",
                "the lease \"maintenance\" of term " + term + " is over",
                "this process was frozen, or cut off from the database, for longer than the lease lives",
                "nothing: whoever leads now goes on with the work",
                null);
    }
}
