package exo.db.backup;

import exo.db.crypto.RootKey;
import exo.db.database.Session;
import java.time.Duration;
import java.util.Optional;

/** What the keyring knows of the copy of its root key that was put away. */
public interface Escrow {
    /** How long ago the copy was last proved, by the database's clock, if that ever was. */
    Optional<Duration> age(Session session);

    /**
     * Opens the keyring with the copy, and writes down when that was.
     *
     * @throws exo.db.crypto.KeyWrong and the other failures of opening a keyring
     * @throws exo.db.failure.ExoException when it opens, and this cannot be written down
     */
    void prove(Session session, RootKey copy);
}
