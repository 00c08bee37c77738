package exo.db.crypto;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import org.jspecify.annotations.Nullable;

/**
 * XAES-256-GCM as the <a href="https://c2sp.org/XAES-256-GCM">C2SP specification</a> defines it, under one key.
 *
 * <p>The first half of the 24-byte nonce selects a key of its own for AES-256-GCM, so random nonces never run out. Made
 * for many calls in a row: the ciphers are kept between calls, which is why an instance belongs to one thread.
 */
final class Xaes256Gcm implements AutoCloseable {
    /** 192 bits: half derives the key, half is the nonce of AES-GCM. */
    static final int NONCE_LENGTH = 24;

    private static final int HALF_NONCE_LENGTH = Aes256Gcm.NONCE_LENGTH;
    private static final int BLOCK_LENGTH = 16;

    /** The polynomial that a carry is reduced by when a block is doubled (NIST SP 800-38B, section 5.3). */
    private static final int REDUCTION = 0b1000_0111;

    /** A mode without a nonce needs no source of randomness. */
    private static final @Nullable SecureRandom NO_RANDOMNESS = null;

    private final Cipher block;
    private final Aes256Gcm gcm;

    /** The CMAC subkey {@code K1} of the specification. */
    private final byte[] subkey;

    /** Copies what it needs: {@code key} may be closed before this is. */
    Xaes256Gcm(SecretBytes key) {
        try {
            block = Cipher.getInstance("AES/ECB/NoPadding");
            block.init(Cipher.ENCRYPT_MODE, key.forAlgorithm("AES"), NO_RANDOMNESS);
            gcm = new Aes256Gcm();
            subkey = doubled(block.doFinal(new byte[BLOCK_LENGTH]));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no AES-256-GCM", e);
        }
    }

    /**
     * Encrypts, and returns {@code nonce || ciphertext || tag}.
     *
     * @param nonce 24 bytes that were never used with this key before
     */
    byte[] seal(byte[] nonce, byte[] plaintext, byte[] additionalData) {
        if (nonce.length != NONCE_LENGTH) {
            throw new IllegalArgumentException("a nonce has " + NONCE_LENGTH + " bytes, not " + nonce.length);
        }
        try (SecretBytes derived = derivedKey(nonce)) {
            byte[] sealed = gcm.seal(derived, Aes256Gcm.nonce(nonce, HALF_NONCE_LENGTH), plaintext, additionalData);
            byte[] whole = Arrays.copyOf(nonce, NONCE_LENGTH + sealed.length);
            System.arraycopy(sealed, 0, whole, NONCE_LENGTH, sealed.length);
            return whole;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM cannot encrypt", e);
        }
    }

    /** The plaintext of {@code nonce || ciphertext || tag}, or null when not exactly this was sealed under this key. */
    byte @Nullable [] open(byte[] sealed, byte[] additionalData) {
        if (sealed.length < NONCE_LENGTH + Aes256Gcm.TAG_LENGTH) {
            return null;
        }
        try (SecretBytes derived = derivedKey(sealed)) {
            return gcm.open(derived, Aes256Gcm.nonce(sealed, HALF_NONCE_LENGTH), sealed, NONCE_LENGTH, additionalData);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM cannot decrypt", e);
        }
    }

    /** Overwrites the round keys: a cipher drops those of the key before when it is given another one. */
    @Override
    public void close() {
        Arrays.fill(subkey, (byte) 0);
        gcm.close();
        try (SecretBytes nothing = SecretBytes.owning(new byte[SecretBytes.KEY_LENGTH])) {
            block.init(Cipher.ENCRYPT_MODE, nothing.forAlgorithm("AES"), NO_RANDOMNESS);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES cannot be reset", e);
        }
    }

    /** {@code Kx} of the specification: both blocks in one call, since ECB encrypts each for itself. */
    private SecretBytes derivedKey(byte[] nonce) throws GeneralSecurityException {
        byte[] blocks = new byte[2 * BLOCK_LENGTH];
        for (int counter = 1; counter <= 2; counter++) {
            int start = (counter - 1) * BLOCK_LENGTH;
            blocks[start + 1] = (byte) counter;
            blocks[start + 2] = 'X';
            System.arraycopy(nonce, 0, blocks, start + BLOCK_LENGTH - HALF_NONCE_LENGTH, HALF_NONCE_LENGTH);
            for (int index = 0; index < BLOCK_LENGTH; index++) {
                blocks[start + index] ^= subkey[index];
            }
        }
        return SecretBytes.owning(block.doFinal(blocks));
    }

    /** The block times two in the field of CMAC, in place. */
    private static byte[] doubled(byte[] value) {
        int carry = (value[0] & 0x80) >>> 7;
        for (int index = 0; index < BLOCK_LENGTH - 1; index++) {
            value[index] = (byte) ((value[index] << 1) | ((value[index + 1] & 0x80) >>> 7));
        }
        // Without a branch on a bit of a secret.
        value[BLOCK_LENGTH - 1] = (byte) (value[BLOCK_LENGTH - 1] << 1 ^ (-carry & REDUCTION));
        return value;
    }
}
