package exo.db.crypto;

import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;

/** A KEK unwraps, but the known text that should be sealed under it does not open. */
public final class CanaryBad extends ExoException {
    private static final long serialVersionUID = 1L;

    CanaryBad(String kid) {
        super(
                ExitStatus.KEY,
                "canary.bad",
                "the canary of encryption key " + kid + " does not open",
                "the key unwraps, so either its canary or its row was changed or comes from another keyring",
                "restore the row of encryption_keys from a backup, then run exo-db-cli backup-check",
                null);
    }
}
