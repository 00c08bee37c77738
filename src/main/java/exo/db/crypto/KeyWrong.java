package exo.db.crypto;

import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;
import java.util.List;

/** The root key is a key, but not the one that this database's keyring was wrapped by. */
public final class KeyWrong extends ExoException {
    private static final long serialVersionUID = 1L;

    KeyWrong(String given, List<String> wanted) {
        super(
                ExitStatus.KEY,
                "key.wrong",
                "the encryption key is not the one of this database",
                "its fingerprint is " + given + ", the keyring was made with " + String.join(" or ", wanted),
                "give the root key with that fingerprint, or check that this is the right database",
                null);
    }
}
