package exo.db.keyring;

import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keyring as it stands.
 *
 * @param keys oldest first
 * @param columns every encrypted column that is there, each value counted
 */
public record KeyringReport(Proof proof, List<StoredKey> keys, List<ColumnSealing> columns) {
    public KeyringReport {
        keys = List.copyOf(keys);
        columns = List.copyOf(columns);
    }

    /** How the command that asked for this ends: a keyring that is missing or does not open is a failure. */
    public ExitStatus exitStatus() {
        return switch (proof) {
            case Proof.NoKeyGiven none -> ExitStatus.DONE;
            case Proof.Opens opens -> ExitStatus.DONE;
            case Proof.Fails fails -> fails.failure().exitStatus();
        };
    }

    /** Whether the root key at hand opens the keyring. */
    public sealed interface Proof {
        /** There is a keyring, and nothing to open it with. */
        record NoKeyGiven() implements Proof {}

        /** Every key was unwrapped and its canary opened. */
        record Opens(String fingerprint) implements Proof {}

        /**
         * It does not, or there is nothing to open.
         *
         * @param fingerprint of the root key that was given, if one was
         */
        record Fails(@Nullable String fingerprint, ExoException failure) implements Proof {}
    }

    /**
     * One key-encryption key as its row shows it, whether it opens or not.
     *
     * @param rootFingerprint of the root key that wraps it
     * @param nextRootFingerprint of the root key that wraps it as well while one is being changed for another
     * @param age by the database's clock
     */
    public record StoredKey(
            String kid,
            String state,
            String algorithm,
            String rootFingerprint,
            @Nullable String nextRootFingerprint,
            Instant createdAt,
            Duration age,
            @Nullable Instant retiredAt,
            @Nullable Instant escrowVerifiedAt) {}

    /** How far the values of one column are sealed. */
    public record ColumnSealing(String table, String column, long nulls, long plaintext, long sealed) {}
}
