package exo.db.crypto;

import java.util.Arrays;
import javax.crypto.SecretKey;

/**
 * The bytes of one key: prints as {@code ***}, and is overwritten when it is closed.
 *
 * <p>Nothing outside this package can read the bytes. Not for use by several threads while one of them closes it.
 */
final class SecretBytes implements AutoCloseable {
    /** An AES-256 key. */
    static final int KEY_LENGTH = 32;

    private final byte[] bytes;
    private boolean closed;

    private SecretBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Takes the array over: the caller keeps no copy, and the array is overwritten when this is closed. */
    static SecretBytes owning(byte[] key) {
        if (key.length != KEY_LENGTH) {
            throw new IllegalArgumentException("a key has " + KEY_LENGTH + " bytes, not " + key.length);
        }
        return new SecretBytes(key);
    }

    /** A copy for one use; the caller overwrites it. */
    byte[] copy() {
        if (closed) {
            throw new IllegalStateException("the key has been cleared");
        }
        return bytes.clone();
    }

    /** This key as the JDK's ciphers want it; they read it while they are initialised and overwrite what they read. */
    SecretKey forAlgorithm(String algorithm) {
        return new KeyView(this, algorithm);
    }

    @Override
    public void close() {
        closed = true;
        Arrays.fill(bytes, (byte) 0);
    }

    @Override
    public String toString() {
        return "***";
    }

    /** In place of {@code SecretKeySpec}, which keeps a copy that cannot be cleared. */
    private static final class KeyView implements SecretKey {
        private static final long serialVersionUID = 1L;

        private final transient SecretBytes secret;
        private final String algorithm;

        KeyView(SecretBytes secret, String algorithm) {
            this.secret = secret;
            this.algorithm = algorithm;
        }

        @Override
        public String getAlgorithm() {
            return algorithm;
        }

        @Override
        public String getFormat() {
            return "RAW";
        }

        @Override
        public byte[] getEncoded() {
            return secret.copy();
        }

        @Override
        public String toString() {
            return "***";
        }
    }
}
