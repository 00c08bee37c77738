package exo.db.crypto;

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
}
