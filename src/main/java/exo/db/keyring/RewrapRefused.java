package exo.db.keyring;

import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;

/** The change of one root key for another is not at the point where this can be done; nothing was changed. */
public final class RewrapRefused extends ExoException {
    private static final long serialVersionUID = 1L;

    private static final String FINISH = "finish it with bootstrap-keyring rewrap --finish, once every pod has the new"
            + " root key, or take it back with bootstrap-keyring rewrap --abort";

    private RewrapRefused(String id, String what, String why, String next) {
        super(ExitStatus.REFUSED, id, what, why, next, null);
    }

    static RewrapRefused sameKey(String fingerprint) {
        return new RewrapRefused(
                "rewrap.same-key",
                "the new root key is the present one",
                "both have the fingerprint " + fingerprint,
                "give another key by EXO_ENCRYPTION_KEY_NEXT_FILE (openssl rand -hex 32)");
    }

    static RewrapRefused anotherIsComing(String coming) {
        return new RewrapRefused(
                "rewrap.in-progress",
                "another root key is coming already",
                "a rewrap to the one with the fingerprint " + coming + " was begun and not finished",
                FINISH);
    }

    static RewrapRefused noRotation(String coming) {
        return new RewrapRefused(
                "rewrap.in-progress",
                "no key is added while the root key is being changed",
                "a rewrap to root key " + coming + " was begun, and a new key would have to be wrapped by both",
                FINISH);
    }

    static RewrapRefused finishWantsTheNewKey(String given, String coming) {
        return new RewrapRefused(
                "rewrap.old-key",
                "a rewrap is finished with the new root key at hand",
                "the key at hand has the fingerprint " + given + ", the new one has " + coming
                        + "; whoever still starts with the old one could not start any more",
                "give every pod the new root key as EXO_ENCRYPTION_KEY(_FILE), and this command too");
    }

    static RewrapRefused abortWantsTheOldKey(String given, String present) {
        return new RewrapRefused(
                "rewrap.new-key",
                "a rewrap is taken back with the old root key at hand",
                "the key at hand has the fingerprint " + given + ", the old one has " + present
                        + "; whoever already starts with the new one could not start any more",
                "give every pod the old root key as EXO_ENCRYPTION_KEY(_FILE) again, and this command too");
    }
}
