package exo.db.crypto;

import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;

/** There is no root key: no variable gives one, or the file that should hold it cannot be read. */
public final class KeyMissing extends ExoException {
    private static final long serialVersionUID = 1L;

    private final Given given;

    private KeyMissing(Given given, String what, String why, String next) {
        super(ExitStatus.KEY, "key.missing", what, why, next, null);
        this.given = given;
    }

    /** Whether somebody meant to give one. */
    private enum Given {
        NOTHING,
        A_PLACE
    }

    /** Whether no variable tells of a key at all. */
    public boolean isOfNothingGiven() {
        return given == Given.NOTHING;
    }

    static KeyMissing because(String why) {
        return new KeyMissing(
                Given.NOTHING,
                "the encryption key is missing",
                why,
                "set EXO_ENCRYPTION_KEY_FILE or EXO_ENCRYPTION_KEY to the root key of this installation; only a new"
                        + " installation takes a new one (openssl rand -hex 32), which must be kept apart from the"
                        + " database's backups");
    }

    static KeyMissing coming(String variable, String fileVariable) {
        return new KeyMissing(
                Given.NOTHING,
                "the new root key is missing",
                "neither " + variable + " nor " + fileVariable + " is set",
                "make one (openssl rand -hex 32), put it away where the present one is kept, and give it by "
                        + fileVariable);
    }

    static KeyMissing unreadable(String origin, String why) {
        return new KeyMissing(
                Given.A_PLACE,
                "the encryption key cannot be read from " + origin,
                why,
                "put the root key there, readable by this process and by nobody else (mode 0400 or 0600)");
    }
}
