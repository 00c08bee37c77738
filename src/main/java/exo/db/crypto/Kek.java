package exo.db.crypto;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** A key-encryption key: seals the values of all sensitive columns, and is itself stored wrapped by the root key. */
public final class Kek implements AutoCloseable {
    /** Four random bytes in hex: enough to tell a handful of keys apart. */
    static final int KID_LENGTH = 8;

    private final String kid;
    private final SecretBytes key;

    private Kek(String kid, SecretBytes key) {
        if (!isKid(kid)) {
            throw new IllegalArgumentException("a kid is 8 lower-case hex digits");
        }
        this.kid = kid;
        this.key = key;
    }

    /** A new key with a new id. */
    public static Kek generate(SecureRandom random) {
        byte[] key = new byte[SecretBytes.KEY_LENGTH];
        random.nextBytes(key);
        return new Kek(HexFormat.of().toHexDigits(random.nextInt()), SecretBytes.owning(key));
    }

    /** The key inside {@code wrapped}, or empty when the root key did not wrap exactly this under exactly this id. */
    public static Optional<Kek> unwrap(RootKey rootKey, String kid, WrappedKey wrapped) {
        try (Xaes256Gcm cipher = rootKey.cipher()) {
            byte[] key = cipher.open(wrapped.bytes(), Cell.wrappedKey(kid).additionalData());
            if (key == null) {
                return Optional.empty();
            }
            if (key.length != SecretBytes.KEY_LENGTH) {
                Arrays.fill(key, (byte) 0);
                return Optional.empty();
            }
            return Optional.of(new Kek(kid, SecretBytes.owning(key)));
        }
    }

    /** This key as it is stored: under the root key, and bound to its id. */
    public WrappedKey wrap(RootKey rootKey, SecureRandom random) {
        byte[] nonce = new byte[Xaes256Gcm.NONCE_LENGTH];
        random.nextBytes(nonce);
        byte[] plain = key.copy();
        try (Xaes256Gcm cipher = rootKey.cipher()) {
            byte[] wrapped = cipher.seal(nonce, plain, Cell.wrappedKey(kid).additionalData());
            return new WrappedKey(rootKey.fingerprint(), wrapped);
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    /** The id that sealed values name this key by: 8 lower-case hex digits. */
    public String kid() {
        return kid;
    }

    /** Overwrites the key; ciphers that were made from it go on until they are closed. */
    @Override
    public void close() {
        key.close();
    }

    @Override
    public String toString() {
        return "Kek[" + kid + "]";
    }

    Xaes256Gcm cipher() {
        return new Xaes256Gcm(key);
    }

    static boolean isKid(String text) {
        if (text.length() != KID_LENGTH) {
            return false;
        }
        for (int index = 0; index < KID_LENGTH; index++) {
            char character = text.charAt(index);
            if ((character < '0' || character > '9') && (character < 'a' || character > 'f')) {
                return false;
            }
        }
        return true;
    }
}
