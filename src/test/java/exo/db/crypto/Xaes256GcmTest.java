package exo.db.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.crypto.tink.aead.XAesGcmKey;
import com.google.crypto.tink.aead.subtle.XAesGcmAead;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The vectors are those of https://c2sp.org/XAES-256-GCM. */
final class Xaes256GcmTest {
    private static final byte[] NONCE = ascii("ABCDEFGHIJKLMNOPQRSTUVWX");
    private static final byte[] PLAINTEXT = ascii("XAES-256-GCM");

    @Test
    void sealsThePublishedVectorWhoseSubkeyNeedsNoReduction() {
        byte[] sealed = seal(repeated(1), NONCE, PLAINTEXT, new byte[0]);

        assertThat(withoutNonce(sealed)).isEqualTo(hex("ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271"));
    }

    @Test
    void sealsThePublishedVectorWhoseSubkeyIsReduced() {
        byte[] sealed = seal(repeated(3), NONCE, PLAINTEXT, ascii("c2sp.org/XAES-256-GCM"));

        assertThat(withoutNonce(sealed)).isEqualTo(hex("986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d"));
    }

    @Test
    void agreesWithTheAccumulatedVectorOverTenThousandRandomMessages() throws GeneralSecurityException {
        assertThat(accumulated(10_000)).isEqualTo("e6b9edf2df6cec60c8cbd864e2211b597fb69a529160cd040d56c0c210081939");
    }

    @Test
    void drawsTheAccumulatedInputsFromTheStreamThatTheSpecificationNames() {
        assertThat(new Shake128().read(16)).isEqualTo(hex("7f9c2ba4e88f827d616045507605853e"));
    }

    @Test
    void opensWhatTinkSealed() throws GeneralSecurityException {
        byte[] key = new Shake128().read(32);
        for (int length : new int[] {0, 1, 15, 16, 17, 220, 70_000}) {
            byte[] plaintext = new byte[length];
            byte[] additionalData = ascii("row " + length);

            byte[] sealed = tink(key).encrypt(plaintext, additionalData);

            assertThat(open(key, sealed, additionalData)).isEqualTo(plaintext);
        }
    }

    @Test
    void sealsWhatTinkOpens() throws GeneralSecurityException {
        byte[] key = new Shake128().read(32);
        for (int length : new int[] {0, 1, 15, 16, 17, 220, 70_000}) {
            byte[] plaintext = new byte[length];
            byte[] additionalData = ascii("row " + length);

            byte[] sealed = seal(key, NONCE, plaintext, additionalData);

            assertThat(tink(key).decrypt(sealed, additionalData)).isEqualTo(plaintext);
        }
    }

    @Test
    void opensNothingThatIsCutShort() {
        byte[] key = repeated(1);
        byte[] sealed = seal(key, NONCE, PLAINTEXT, new byte[0]);

        for (int length = 0; length < sealed.length; length++) {
            assertThat(open(key, Arrays.copyOf(sealed, length), new byte[0])).isNull();
        }
    }

    @Test
    void goesOnAfterAMessageThatDidNotOpen() {
        try (SecretBytes key = SecretBytes.owning(repeated(1));
                Xaes256Gcm cipher = new Xaes256Gcm(key)) {
            byte[] sealed = cipher.seal(NONCE, PLAINTEXT, new byte[0]);

            byte[] refused = cipher.open(sealed, ascii("another place"));
            byte[] opened = cipher.open(sealed, new byte[0]);

            assertThat(refused).isNull();
            assertThat(opened).isEqualTo(PLAINTEXT);
        }
    }

    @Test
    void outlivesTheKeyThatItWasMadeFromButNotItsOwnClosing() {
        SecretBytes key = SecretBytes.owning(repeated(1));
        Xaes256Gcm cipher = new Xaes256Gcm(key);
        key.close();
        byte[] sealed = cipher.seal(NONCE, PLAINTEXT, new byte[0]);

        cipher.close();

        assertThat(open(repeated(1), sealed, new byte[0])).isEqualTo(PLAINTEXT);
        assertThat(cipher.open(sealed, new byte[0])).isNull();
    }

    @Test
    void refusesANonceOfAnotherLength() {
        assertThatThrownBy(() -> seal(repeated(1), new byte[12], PLAINTEXT, new byte[0]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a nonce has 24 bytes, not 12");
    }

    /** The digest over so many random messages, each of which opens again. */
    static String accumulated(int messages) throws GeneralSecurityException {
        Shake128 inputs = new Shake128();
        MessageDigest outputs = MessageDigest.getInstance("SHAKE128-256");
        for (int message = 0; message < messages; message++) {
            byte[] key = inputs.read(32);
            byte[] nonce = inputs.read(24);
            byte[] plaintext = inputs.read(inputs.read());
            byte[] additionalData = inputs.read(inputs.read());
            try (SecretBytes secret = SecretBytes.owning(key);
                    Xaes256Gcm cipher = new Xaes256Gcm(secret)) {
                byte[] sealed = cipher.seal(nonce, plaintext, additionalData);
                if (!Arrays.equals(cipher.open(sealed, additionalData), plaintext)) {
                    throw new AssertionError("message " + message + " does not open");
                }
                outputs.update(withoutNonce(sealed));
            }
        }
        return HexFormat.of().formatHex(outputs.digest());
    }

    private static byte[] seal(byte[] key, byte[] nonce, byte[] plaintext, byte[] additionalData) {
        try (SecretBytes secret = SecretBytes.owning(key.clone());
                Xaes256Gcm cipher = new Xaes256Gcm(secret)) {
            return cipher.seal(nonce, plaintext, additionalData);
        }
    }

    private static byte @Nullable [] open(byte[] key, byte[] sealed, byte[] additionalData) {
        try (SecretBytes secret = SecretBytes.owning(key.clone());
                Xaes256Gcm cipher = new Xaes256Gcm(secret)) {
            return cipher.open(sealed, additionalData);
        }
    }

    private static Aead tink(byte[] key) throws GeneralSecurityException {
        return XAesGcmAead.create(XAesGcmKey.create(
                PredefinedAeadParameters.XAES_256_GCM_192_BIT_NONCE_NO_PREFIX,
                com.google.crypto.tink.util.SecretBytes.copyFrom(key, InsecureSecretKeyAccess.get()),
                null));
    }

    private static byte[] withoutNonce(byte[] sealed) {
        return Arrays.copyOfRange(sealed, Xaes256Gcm.NONCE_LENGTH, sealed.length);
    }

    private static byte[] repeated(int value) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) value);
        return key;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }
}
