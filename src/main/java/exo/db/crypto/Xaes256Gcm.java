package exo.db.crypto;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
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

    /** The whole tag of GCM, 128 bits. */
    static final int TAG_LENGTH = 16;

    private static final int HALF_NONCE_LENGTH = NONCE_LENGTH / 2;
    private static final int BLOCK_LENGTH = 16;

    /** The polynomial that a carry is reduced by when a block is doubled (NIST SP 800-38B, section 5.3). */
    private static final int REDUCTION = 0b1000_0111;

    /** All of the JDK's modes used here take their nonce from outside, so none of them needs a source of randomness. */
    private static final @Nullable SecureRandom NO_RANDOMNESS = null;

    private final Cipher block;
    private final Cipher gcm;

    /** The CMAC subkey {@code K1} of the specification. */
    private final byte[] subkey;

    /** Copies what it needs: {@code key} may be closed before this is. */
    Xaes256Gcm(SecretBytes key) {
        try {
            block = Cipher.getInstance("AES/ECB/NoPadding");
            block.init(Cipher.ENCRYPT_MODE, key.forAlgorithm("AES"), NO_RANDOMNESS);
            gcm = Cipher.getInstance("AES/GCM/NoPadding");
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
        byte[] sealed = Arrays.copyOf(nonce, NONCE_LENGTH + plaintext.length + TAG_LENGTH);
        try {
            start(Cipher.ENCRYPT_MODE, nonce, additionalData);
            gcm.doFinal(plaintext, 0, plaintext.length, sealed, NONCE_LENGTH);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM cannot encrypt", e);
        }
        return sealed;
    }

    /** The plaintext of {@code nonce || ciphertext || tag}, or null when not exactly this was sealed under this key. */
    byte @Nullable [] open(byte[] sealed, byte[] additionalData) {
        if (sealed.length < NONCE_LENGTH + TAG_LENGTH) {
            return null;
        }
        try {
            start(Cipher.DECRYPT_MODE, sealed, additionalData);
            return gcm.doFinal(sealed, NONCE_LENGTH, sealed.length - NONCE_LENGTH);
        } catch (AEADBadTagException e) {
            return null;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM cannot decrypt", e);
        }
    }

    /** Overwrites the round keys: a cipher drops those of the key before when it is given another one. */
    @Override
    public void close() {
        Arrays.fill(subkey, (byte) 0);
        try (SecretBytes nothing = SecretBytes.owning(new byte[SecretBytes.KEY_LENGTH])) {
            Key zero = nothing.forAlgorithm("AES");
            block.init(Cipher.ENCRYPT_MODE, zero, NO_RANDOMNESS);
            // Both directions, because each keeps its own copy of its last key.
            GCMParameterSpec parameters = new GCMParameterSpec(TAG_LENGTH * Byte.SIZE, new byte[HALF_NONCE_LENGTH]);
            gcm.init(Cipher.DECRYPT_MODE, zero, parameters, NO_RANDOMNESS);
            gcm.init(Cipher.ENCRYPT_MODE, zero, parameters, NO_RANDOMNESS);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM cannot be reset", e);
        }
    }

    private void start(int mode, byte[] nonce, byte[] additionalData) throws GeneralSecurityException {
        try (SecretBytes derived = derivedKey(nonce)) {
            GCMParameterSpec parameters =
                    new GCMParameterSpec(TAG_LENGTH * Byte.SIZE, nonce, HALF_NONCE_LENGTH, HALF_NONCE_LENGTH);
            gcm.init(mode, derived.forAlgorithm("AES"), parameters, NO_RANDOMNESS);
        }
        gcm.updateAAD(additionalData);
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
