package exo.db.keyring;

import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;
import java.util.List;

/** Sealed values are there and the keyring that opens them is not, as after a restore that left its table out. */
public final class KeyringLost extends ExoException {
    private static final long serialVersionUID = 1L;

    KeyringLost(List<String> sealedPlaces) {
        super(
                ExitStatus.KEY,
                "keyring.missing",
                "the encryption keyring is missing, though values are sealed under it",
                "encryption_keys holds no key, and sealed values are in " + String.join(", ", sealedPlaces),
                "restore the table encryption_keys from the backup that these values come from; a new keyring would"
                        + " not open them, so none is made",
                null);
    }
}
