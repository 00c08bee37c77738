package exo.db.crypto;

import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;

/** The database holds no KEK where there must be one, as after a restore that left the table out. */
public final class KeyringMissing extends ExoException {
    private static final long serialVersionUID = 1L;

    /** For the commands that know, other than by opening the keyring, that there must be one. */
    public KeyringMissing() {
        super(
                ExitStatus.KEY,
                "keyring.missing",
                "the encryption keyring is missing",
                "the table encryption_keys holds no key",
                "where values are sealed already, restore encryption_keys from the backup they come from, since no new"
                        + " key opens them; a new database gets its keyring from exo-db-cli migrate",
                null);
    }
}
