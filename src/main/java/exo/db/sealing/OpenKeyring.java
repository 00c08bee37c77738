package exo.db.sealing;

import exo.db.crypto.Keyring;
import exo.db.crypto.KeyringEntry;
import exo.db.crypto.RootKey;
import exo.db.database.Session;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * A keyring that is read again, once for each key that it lacks: somebody may rotate while values are read.
 * Thread-safe; what was made of an older reading goes on to work until this is closed.
 */
final class OpenKeyring implements AutoCloseable {
    private final Function<Session, List<KeyringEntry>> entries;
    private final RootKey rootKey;
    private final Set<String> missed = new HashSet<>();
    private final Set<Keyring> outdated = new HashSet<>();
    private Keyring keyring;

    /** @throws exo.db.crypto.KeyWrong and the other failures of {@link Keyring#open} */
    OpenKeyring(Function<Session, List<KeyringEntry>> entries, Session session, RootKey rootKey) {
        this.entries = entries;
        this.rootKey = rootKey;
        this.keyring = Keyring.open(entries.apply(session), rootKey);
    }

    /** The latest reading. */
    synchronized Keyring latest() {
        return keyring;
    }

    /** A reading that has the key, if the database has it. */
    synchronized Keyring with(String kid, Session session) {
        if (keyring.find(kid).isEmpty() && missed.add(kid)) {
            Keyring read = Keyring.open(entries.apply(session), rootKey);
            outdated.add(keyring);
            keyring = read;
        }
        return keyring;
    }

    @Override
    public synchronized void close() {
        keyring.close();
        outdated.forEach(Keyring::close);
    }
}
