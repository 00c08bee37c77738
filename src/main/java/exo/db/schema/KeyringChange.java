package exo.db.schema;

import java.util.List;

/** What is changed about a keyring that is there; no key is ever taken out of it. */
public sealed interface KeyringChange {
    /** A new key seals from now on; the one that did is retired and still opens what it sealed. */
    record Rotate(Change.WrappedKey key, String retired) implements KeyringChange {}

    /** Every key is wrapped by the coming root key as well, so that either opens the keyring. */
    record BeginRewrap(String present, String coming, List<Wrap> wraps) implements KeyringChange {
        public BeginRewrap {
            wraps = List.copyOf(wraps);
        }
    }

    /** The coming root key is the only one from now on; that a copy of the old one was proved counts no more. */
    record FinishRewrap(String present, String coming) implements KeyringChange {}

    /** The coming root key comes no more. */
    record AbortRewrap(String present, String coming) implements KeyringChange {}

    /** A copy of the root key, from where it was put away, opened the keyring. */
    record RecordEscrowProof(String present) implements KeyringChange {}

    /** A key under the coming root key, as hex digits. */
    record Wrap(String kid, String wrapped) {}

    /**
     * The keyring that the change was planned from, and the one that was proved to open after it, each as the SHA-256
     * of its rows: the change fails where it finds another one, and where it would leave another one.
     */
    record Digests(String before, String after) {}
}
