package exo.db.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.InputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/** The key that the installation was given and that no database holds: it wraps the KEKs, and nothing else. */
public final class RootKey implements AutoCloseable {
    private static final byte[] FINGERPRINT_TEXT = "exo root key fingerprint v1".getBytes(UTF_8);

    /** Enough to tell keys apart, too little to help in guessing one; part of the format, never to be changed. */
    private static final int FINGERPRINT_BYTES = 8;

    private final SecretBytes key;
    private final String origin;
    private final List<KeyWarning> warnings;
    private final String fingerprint;

    RootKey(SecretBytes key, String origin, List<KeyWarning> warnings) {
        this.key = key;
        this.origin = origin;
        this.warnings = List.copyOf(warnings);
        this.fingerprint = fingerprint(key);
    }

    /**
     * Reads the key from {@code EXO_ENCRYPTION_KEY} or the file that {@code EXO_ENCRYPTION_KEY_FILE} names.
     *
     * @param trialKeyFile read only when neither variable is set; null when this is no trial
     * @throws KeyMissing if no variable holds or names a key, or its file cannot be read
     * @throws KeyMalformed if there is something that is no key, or that is not kept as one
     */
    public static RootKey load(Map<String, String> environment, @Nullable Path trialKeyFile) {
        return RootKeySource.load(environment, trialKeyFile);
    }

    /**
     * Reads the root key that is to take the place of the present one, from {@code EXO_ENCRYPTION_KEY_NEXT} or the file
     * that {@code EXO_ENCRYPTION_KEY_NEXT_FILE} names.
     *
     * @throws KeyMissing if neither holds or names a key
     * @throws KeyMalformed if there is something that is no key, or both are set
     */
    public static RootKey loadNext(Map<String, String> environment) {
        return RootKeySource.loadNext(environment);
    }

    /**
     * Reads a copy that was put away, whose file may be readable by more than it should; then there is a warning.
     *
     * @throws KeyMissing if the file cannot be read
     * @throws KeyMalformed if it holds no key
     */
    public static RootKey copyIn(Path file) {
        return RootKeySource.copyIn(file);
    }

    /**
     * As {@link #copyIn}, from a stream, which stays open; no more is read of it than a key can be long.
     *
     * @param input one that keeps nothing of what it has read
     */
    public static RootKey copyFrom(InputStream input) {
        return RootKeySource.copyFrom(input);
    }

    /** Tells root keys apart and gives nothing away: 16 hex digits. */
    public String fingerprint() {
        return fingerprint;
    }

    /** Where the key was found, as the operator knows it. */
    public String origin() {
        return origin;
    }

    /** What the operator should be told about the key; empty as a rule. */
    public List<KeyWarning> warnings() {
        return warnings;
    }

    @Override
    public void close() {
        key.close();
    }

    @Override
    public String toString() {
        return "RootKey[" + fingerprint + "]";
    }

    /** For one use; the caller overwrites it. */
    byte[] copy() {
        return key.copy();
    }

    Xaes256Gcm cipher() {
        return new Xaes256Gcm(key);
    }

    private static String fingerprint(SecretBytes key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key.forAlgorithm("HmacSHA256"));
            byte[] digest = mac.doFinal(FINGERPRINT_TEXT);
            return HexFormat.of().formatHex(Arrays.copyOf(digest, FINGERPRINT_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HMAC-SHA-256", e);
        }
    }
}
