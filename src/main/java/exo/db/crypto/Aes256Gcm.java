package exo.db.crypto;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's AES-256-GCM with 96-bit nonces and whole tags, under another key for each message: the core of
 * {@link Xaes256Gcm}. The cipher is kept between calls, which is why an instance belongs to one thread.
 */
final class Aes256Gcm implements AutoCloseable {
    /** 96 bits, which GCM takes as they are. */
    static final int NONCE_LENGTH = 12;

    /** The whole tag of GCM, 128 bits. */
    static final int TAG_LENGTH = 16;

    /** The nonce comes from outside, so the JDK needs no source of randomness. */
    private static final @Nullable SecureRandom NO_RANDOMNESS = null;

    private final Cipher gcm;

    Aes256Gcm() throws GeneralSecurityException {
        gcm = Cipher.getInstance("AES/GCM/NoPadding");
    }

    /** The nonce that stands in the bytes from there on. */
    static GCMParameterSpec nonce(byte[] bytes, int start) {
        return new GCMParameterSpec(TAG_LENGTH * Byte.SIZE, bytes, start, NONCE_LENGTH);
    }

    /** Ciphertext and tag. */
    byte[] seal(SecretBytes key, GCMParameterSpec nonce, byte[] plaintext, byte[] additionalData)
            throws GeneralSecurityException {
        gcm.init(Cipher.ENCRYPT_MODE, key.forAlgorithm("AES"), nonce, NO_RANDOMNESS);
        gcm.updateAAD(additionalData);
        return gcm.doFinal(plaintext);
    }

    /** The plaintext of the ciphertext and tag that stand from there on, or null when they are not genuine. */
    byte @Nullable [] open(SecretBytes key, GCMParameterSpec nonce, byte[] sealed, int start, byte[] additionalData)
            throws GeneralSecurityException {
        gcm.init(Cipher.DECRYPT_MODE, key.forAlgorithm("AES"), nonce, NO_RANDOMNESS);
        gcm.updateAAD(additionalData);
        try {
            return gcm.doFinal(sealed, start, sealed.length - start);
        } catch (AEADBadTagException e) {
            return null;
        }
    }

    /** Overwrites the round keys: a cipher drops those of the key before when it is given another one. */
    @Override
    public void close() {
        byte[] zero = new byte[SecretBytes.KEY_LENGTH];
        try (SecretBytes nothing = SecretBytes.owning(zero)) {
            // Both directions, because each keeps its own copy of its last key.
            seal(nothing, nonce(zero, 0), zero, zero);
            open(nothing, nonce(zero, 0), zero, 0, zero);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM cannot be reset", e);
        }
    }
}
