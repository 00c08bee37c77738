package exo.db.keyring;

import exo.db.crypto.Keyring;
import exo.db.crypto.KeyringEntry;
import exo.db.crypto.KeyringRevision;
import exo.db.crypto.RootKey;
import exo.db.database.Session;
import exo.db.schema.Plan;
import exo.db.schema.QualifiedName;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/**
 * Changes the keys of a keyring: another one that seals, another root key. What it plans was proved to open before, and
 * a plan that meets another keyring than it was made from fails without having changed anything.
 */
public final class RevisionService {
    private final SecureRandom random;

    /** @param random makes new keys, and the nonces they are wrapped with */
    public RevisionService(SecureRandom random) {
        this.random = random;
    }

    /**
     * A new key that seals from then on, while the present one only opens.
     *
     * @throws exo.db.crypto.KeyWrong and the other failures of {@link Keyring#open}
     * @throws RewrapRefused while the root key is being changed
     */
    public Plan rotate(Session session, RootKey rootKey) {
        List<KeyringEntry> entries = opened(session, rootKey);
        RevisionPlanner.coming(entries).ifPresent(coming -> {
            throw RewrapRefused.noRotation(coming);
        });
        return RevisionPlanner.rotate(table(session), KeyringRevision.rotated(entries, rootKey, random));
    }

    /**
     * The first half of a change of the root key: either key opens the keyring afterwards. Empty when that was done.
     *
     * @throws exo.db.crypto.KeyWrong and the other failures of {@link Keyring#open}
     * @throws RewrapRefused if both are one key, or yet another one is coming
     */
    public Plan rewrap(Session session, RootKey rootKey, RootKey coming) {
        List<KeyringEntry> entries = opened(session, rootKey);
        if (coming.fingerprint().equals(rootKey.fingerprint())) {
            throw RewrapRefused.sameKey(coming.fingerprint());
        }
        Optional<String> begun = RevisionPlanner.coming(entries);
        if (begun.isEmpty()) {
            return RevisionPlanner.rewrap(table(session), KeyringRevision.rewrapped(entries, rootKey, coming, random));
        }
        if (!begun.get().equals(coming.fingerprint())) {
            throw RewrapRefused.anotherIsComing(begun.get());
        }
        Keyring.open(entries, coming).close();
        return Plan.EMPTY;
    }

    /**
     * The second half: the new root key alone opens the keyring afterwards. Empty when no other is coming.
     *
     * @param rootKey the new one: who has it shows that it has been given out
     * @throws exo.db.crypto.KeyWrong and the other failures of {@link Keyring#open}
     * @throws RewrapRefused if it is the old one
     */
    public Plan finish(Session session, RootKey rootKey) {
        List<KeyringEntry> entries = opened(session, rootKey);
        Optional<String> coming = RevisionPlanner.coming(entries);
        if (coming.isEmpty()) {
            return Plan.EMPTY;
        }
        if (!coming.get().equals(rootKey.fingerprint())) {
            throw RewrapRefused.finishWantsTheNewKey(rootKey.fingerprint(), coming.get());
        }
        return RevisionPlanner.finish(table(session), KeyringRevision.finished(entries, rootKey));
    }

    /**
     * Takes the first half back: the old root key alone opens the keyring afterwards. Empty when no other is coming.
     *
     * @param rootKey the old one: who has it shows that it is given out again
     * @throws exo.db.crypto.KeyWrong and the other failures of {@link Keyring#open}
     * @throws RewrapRefused if it is the new one
     */
    public Plan abort(Session session, RootKey rootKey) {
        List<KeyringEntry> entries = opened(session, rootKey);
        if (RevisionPlanner.coming(entries).isEmpty()) {
            return Plan.EMPTY;
        }
        String present = RevisionPlanner.present(entries);
        if (!present.equals(rootKey.fingerprint())) {
            throw RewrapRefused.abortWantsTheOldKey(rootKey.fingerprint(), present);
        }
        return RevisionPlanner.abort(table(session), KeyringRevision.aborted(entries, rootKey));
    }

    /**
     * Opens the keyring with a copy of its root key, and plans to write down when that was. Empty when the copy is one
     * of a root key that is only coming, which is proved once it is the present one.
     *
     * @throws exo.db.crypto.KeyWrong and the other failures of {@link Keyring#open}
     */
    public Plan escrowProof(Session session, RootKey copy) {
        List<KeyringEntry> entries = opened(session, copy);
        return RevisionPlanner.present(entries).equals(copy.fingerprint())
                ? RevisionPlanner.escrowProof(table(session), entries)
                : Plan.EMPTY;
    }

    private static List<KeyringEntry> opened(Session session, RootKey rootKey) {
        List<KeyringEntry> entries = KeyringReader.entries(session);
        Keyring.open(entries, rootKey).close();
        return entries;
    }

    private static QualifiedName table(Session session) {
        return new QualifiedName(session.schema(), KeyringQueries.TABLE);
    }
}
