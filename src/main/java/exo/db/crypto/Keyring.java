package exo.db.crypto;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All KEKs of a database, unwrapped and proved: one that seals new values, and retired ones that open old values. */
public final class Keyring implements AutoCloseable {
    /** The plaintext of every canary. */
    private static final String CANARY = "exo keyring canary";

    private final Map<String, Kek> keks = new HashMap<>();
    private @Nullable Kek active;

    private Keyring() {}

    /**
     * Unwraps every entry and opens its canary.
     *
     * @throws KeyringMissing if there is no entry; the caller decides beforehand whether one may be created
     * @throws KeyWrong if every entry is wrapped by another root key
     * @throws KeyringDamaged if the root key is the right one, and yet not every entry can be used, or names it
     * @throws CanaryBad if a key was unwrapped, but is not the one that its canary was sealed under
     */
    public static Keyring open(List<KeyringEntry> entries, RootKey rootKey) {
        if (entries.isEmpty()) {
            throw new KeyringMissing();
        }
        refuseAnotherKey(entries, rootKey);
        Keyring keyring = new Keyring();
        try {
            for (KeyringEntry entry : entries) {
                keyring.add(entry, rootKey);
            }
            if (keyring.active == null) {
                throw new KeyringDamaged("no key is active");
            }
            keyring.tryCanaries(entries);
        } catch (RuntimeException e) {
            keyring.close();
            throw e;
        }
        return keyring;
    }

    /** The first entry of a new keyring: a new KEK, wrapped, active, with its canary. Nothing is stored yet. */
    public static KeyringEntry bootstrapEntry(RootKey rootKey, SecureRandom random) {
        try (Kek kek = Kek.generate(random);
                EnvelopeSealer sealer = new EnvelopeSealer(kek, random)) {
            WrappedKey wrapped = kek.wrap(rootKey, random);
            String canary = sealer.seal(Cell.canary(kek.kid()), CANARY);
            return new KeyringEntry(kek.kid(), wrapped, null, KeyringEntry.ALGORITHM, canary, KekState.ACTIVE);
        }
    }

    /** The KEK that seals new values. */
    public Kek active() {
        if (active == null) {
            throw new IllegalStateException("the keyring has been closed");
        }
        return active;
    }

    /** The KEK that sealed values name by this id. */
    public Optional<Kek> find(String kid) {
        return Optional.ofNullable(keks.get(kid));
    }

    /** Overwrites all keys. */
    @Override
    public void close() {
        for (Kek kek : keks.values()) {
            kek.close();
        }
        keks.clear();
        active = null;
    }

    @Override
    public String toString() {
        return "Keyring" + keks.keySet();
    }

    private static void refuseAnotherKey(List<KeyringEntry> entries, RootKey rootKey) {
        List<String> wanted = new ArrayList<>();
        for (KeyringEntry entry : entries) {
            if (wrapFor(entry, rootKey) != null) {
                return;
            }
            addOnce(wanted, entry.current());
            addOnce(wanted, entry.next());
        }
        refuseAnotherName(entries, rootKey);
        throw new KeyWrong(rootKey.fingerprint(), wanted);
    }

    /** What a root key opens is under it, whatever the row says: nobody is to look for a key that never was. */
    private static void refuseAnotherName(List<KeyringEntry> entries, RootKey rootKey) {
        for (KeyringEntry entry : entries) {
            Kek kek = Kek.unwrap(rootKey, entry.kid(), entry.current()).orElse(null);
            if (kek != null) {
                kek.close();
                throw new KeyringDamaged("the root key is the right one and unwraps key " + entry.kid()
                        + ", but root_key_fingerprint names another one");
            }
        }
    }

    private static void addOnce(List<String> fingerprints, @Nullable WrappedKey wrapped) {
        if (wrapped != null && !fingerprints.contains(wrapped.rootFingerprint())) {
            fingerprints.add(wrapped.rootFingerprint());
        }
    }

    private static @Nullable WrappedKey wrapFor(KeyringEntry entry, RootKey rootKey) {
        if (entry.current().rootFingerprint().equals(rootKey.fingerprint())) {
            return entry.current();
        }
        WrappedKey next = entry.next();
        return next != null && next.rootFingerprint().equals(rootKey.fingerprint()) ? next : null;
    }

    private void add(KeyringEntry entry, RootKey rootKey) {
        if (!Kek.isKid(entry.kid())) {
            throw new KeyringDamaged("a key's id is not 8 lower-case hex digits");
        }
        if (!entry.algorithm().equals(KeyringEntry.ALGORITHM)) {
            throw new KeyringDamaged("key " + entry.kid() + " is for an algorithm that this version does not know");
        }
        WrappedKey wrapped = wrapFor(entry, rootKey);
        if (wrapped == null) {
            throw new KeyringDamaged("key " + entry.kid() + " is wrapped by another root key than the rest");
        }
        Kek kek = Kek.unwrap(rootKey, entry.kid(), wrapped).orElse(null);
        if (kek == null) {
            throw new KeyringDamaged("the root key is the right one, but key " + entry.kid() + " does not unwrap");
        }
        if (keks.putIfAbsent(entry.kid(), kek) != null) {
            kek.close();
            throw new KeyringDamaged("key " + entry.kid() + " is there twice");
        }
        if (entry.state() == KekState.ACTIVE) {
            if (active != null) {
                throw new KeyringDamaged("keys " + active.kid() + " and " + entry.kid() + " are both active");
            }
            active = kek;
        }
    }

    private void tryCanaries(List<KeyringEntry> entries) {
        try (EnvelopeOpener opener = new EnvelopeOpener(this)) {
            for (KeyringEntry entry : entries) {
                if (!isGood(entry, opener)) {
                    throw new CanaryBad(entry.kid());
                }
            }
        }
    }

    private static boolean isGood(KeyringEntry entry, EnvelopeOpener opener) {
        // Not by the record's equals, whose making costs 10 ms at every start.
        return Envelope.isSealed(entry.canary())
                && Envelope.kid(entry.canary()).equals(entry.kid())
                && opener.open(Cell.canary(entry.kid()), entry.canary()) instanceof Opened.Plaintext opened
                && opened.text().equals(CANARY);
    }
}
