package exo.db.crypto;

import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * One row of {@code encryption_keys}.
 *
 * @param current {@code wrapped_key} and {@code root_key_fingerprint}
 * @param next {@code next_wrapped_key} and {@code next_root_key_fingerprint}: the same KEK under the coming root key
 *     while one is being changed for another, else null
 * @param canary a known text sealed under this KEK
 */
public record KeyringEntry(
        String kid, WrappedKey current, @Nullable WrappedKey next, String algorithm, String canary, KekState state) {
    /** What the column {@code algorithm} holds; there is no other yet. */
    public static final String ALGORITHM = "XAES-256-GCM";

    /** This key once another one is active. */
    KeyringEntry retired() {
        return new KeyringEntry(kid, current, next, algorithm, canary, KekState.RETIRED);
    }

    /**
     * This key, wrapped by the coming root key as well.
     *
     * @throws KeyringDamaged if the present root key does not unwrap it
     */
    KeyringEntry wrappedToo(RootKey rootKey, RootKey coming, SecureRandom random) {
        try (Kek kek = Kek.unwrap(rootKey, kid, current)
                .orElseThrow(() -> new KeyringDamaged("key " + kid + " does not unwrap"))) {
            return new KeyringEntry(kid, current, kek.wrap(coming, random), algorithm, canary, state);
        }
    }

    /** This key once the coming root key is the present one. */
    KeyringEntry underNextAlone() {
        return next == null ? this : new KeyringEntry(kid, next, null, algorithm, canary, state);
    }

    /** This key once no other root key is coming any more. */
    KeyringEntry withoutNext() {
        return new KeyringEntry(kid, current, null, algorithm, canary, state);
    }
}
