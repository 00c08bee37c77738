package exo.db.crypto;

import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;

/** The keyring was made with this root key, but what is stored of it cannot be used. */
public final class KeyringDamaged extends ExoException {
    private static final long serialVersionUID = 1L;

    KeyringDamaged(String why) {
        super(
                ExitStatus.KEY,
                "keyring.damaged",
                "the encryption keyring is damaged",
                why,
                "restore the table encryption_keys from a backup; the root key is not at fault, so do not change it",
                null);
    }
}
