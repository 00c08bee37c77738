package exo.db.keyring;

import exo.db.crypto.KekState;
import exo.db.failure.ExoException;
import exo.db.sealing.ColumnCount;
import exo.db.sealing.ColumnCount.Accuracy;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The keyring as it stands.
 *
 * @param keys oldest first
 * @param columns every encrypted column that is there, counted or estimated
 */
public record KeyringReport(Proof proof, List<StoredKey> keys, List<ColumnCount> columns) {
    public KeyringReport {
        keys = List.copyOf(keys);
        columns = List.copyOf(columns);
    }

    /** Why the keyring does not open; a report without a key to open it with is no failure. */
    public Optional<ExoException> failure() {
        return proof instanceof Proof.Fails fails ? Optional.of(fails.failure()) : Optional.empty();
    }

    /** The fingerprint of the root key that is to take the place of the present one, while there is one. */
    public Optional<String> comingRootKey() {
        return keys.stream()
                .map(StoredKey::nextRootFingerprint)
                .filter(Objects::nonNull)
                .findFirst();
    }

    /** When a copy of the root key last opened the keyring, if that was ever put to the proof. */
    public Optional<Instant> escrowVerifiedAt() {
        return keys.stream()
                .map(StoredKey::escrowVerifiedAt)
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder());
    }

    /** How long ago that was, by the database's clock. */
    public Optional<Duration> escrowAge() {
        return escrowVerifiedAt()
                .map(verified -> Duration.between(
                        verified,
                        keys.getFirst().createdAt().plus(keys.getFirst().age())));
    }

    /** How many values a key seals. */
    public long sealedBy(String kid) {
        return columns.stream().mapToLong(column -> column.sealedBy(kid)).sum();
    }

    /** Whether there are numbers, and all of them were counted. */
    public boolean isExact() {
        return !columns.isEmpty() && columns.stream().allMatch(column -> column.accuracy() == Accuracy.EXACT);
    }

    /** Whether nothing would be lost with a key: it is retired, and every value was counted. Nobody removes it. */
    public boolean isRemovable(StoredKey key) {
        return isExact() && KekState.RETIRED.text().equals(key.state()) && sealedBy(key.kid()) == 0;
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
}
