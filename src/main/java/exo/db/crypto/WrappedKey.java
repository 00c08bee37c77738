package exo.db.crypto;

/** A KEK as the database stores it: encrypted under a root key, which its fingerprint names. No secret without that. */
public final class WrappedKey {
    private final String rootFingerprint;
    private final byte[] bytes;

    public WrappedKey(String rootFingerprint, byte[] bytes) {
        this.rootFingerprint = rootFingerprint;
        this.bytes = bytes.clone();
    }

    /** Which root key opens it, see {@link RootKey#fingerprint}. */
    public String rootFingerprint() {
        return rootFingerprint;
    }

    /** {@code nonce || ciphertext || tag}, for the column {@code wrapped_key}. */
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public String toString() {
        return "WrappedKey[under " + rootFingerprint + "]";
    }
}
