package exo.db.crypto;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import exo.db.failure.ExoException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SecretsStaySecretTest {
    private static final String KEY = "Zw0!pXq7 Vb#4kLm 9Tz&Rj2 Hy@6 Gd";

    @Test
    void nothingThatHoldsAKeyPrintsIt() {
        try (RootKey rootKey = RootKey.load(Map.of("EXO_ENCRYPTION_KEY", KEY), null);
                SecretBytes bytes = SecretBytes.owning(KEY.getBytes(ISO_8859_1))) {
            KeyringEntry entry = Keyring.bootstrapEntry(rootKey, CryptoFixture.random(1));
            try (Keyring keyring = Keyring.open(List.of(entry), rootKey)) {
                assertThat(bytes).hasToString("***");
                assertThat(bytes.forAlgorithm("AES")).hasToString("***");
                assertThat(rootKey).hasToString("RootKey[" + rootKey.fingerprint() + "]");
                assertThat(entry.current()).hasToString("WrappedKey[under " + rootKey.fingerprint() + "]");
                assertThat(keyring).hasToString("Keyring[" + entry.kid() + "]");
                assertThat(keyring.active()).hasToString("Kek[" + entry.kid() + "]");
                assertThat(new Opened.Plaintext("secret")).hasToString("Plaintext[***]");
            }
        }
    }

    @Test
    void noFailureRepeatsAnyPartOfAKey() {
        List<String> almostKeys = List.of(
                KEY + "\n",
                KEY + "!",
                KEY.substring(1),
                hex(KEY) + "0",
                hex(KEY).substring(1) + "g",
                Base64.getEncoder().encodeToString(KEY.getBytes(ISO_8859_1)).replace('c', '*'),
                Base64.getEncoder().encodeToString((KEY + "!").getBytes(ISO_8859_1)));

        for (String almostKey : almostKeys) {
            ExoException failure = catchThrowableOfType(
                    ExoException.class, () -> RootKey.load(Map.of("EXO_ENCRYPTION_KEY", almostKey), null));

            assertThat(everythingSaidBy(failure)).doesNotContain(piecesOf(almostKey));
        }
    }

    @Test
    void noFailureOfTheKeyringRepeatsAKey() {
        try (RootKey rootKey = RootKey.load(Map.of("EXO_ENCRYPTION_KEY", KEY), null);
                RootKey other = CryptoFixture.rootKey(CryptoFixture.HEX_KEY)) {
            KeyringEntry entry = Keyring.bootstrapEntry(other, CryptoFixture.random(1));

            ExoException failure = catchThrowableOfType(KeyWrong.class, () -> Keyring.open(List.of(entry), rootKey));

            assertThat(everythingSaidBy(failure))
                    .doesNotContain(piecesOf(KEY))
                    .doesNotContain(piecesOf(hex(KEY)))
                    .doesNotContain(piecesOf(CryptoFixture.HEX_KEY));
        }
    }

    @Test
    void aClosedKeyIsOverwrittenAndRefusesToBeUsed() {
        byte[] bytes = KEY.getBytes(ISO_8859_1);
        SecretBytes secret = SecretBytes.owning(bytes);

        secret.close();

        assertThat(bytes).containsOnly(0);
        assertThatThrownBy(secret::copy).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new Xaes256Gcm(secret)).isInstanceOf(IllegalStateException.class);
    }

    private static String everythingSaidBy(ExoException failure) {
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        return failure.what() + failure.why() + failure.next() + failure.details() + trace;
    }

    /** Every run of six characters: long enough not to be met in prose by chance. */
    private static List<String> piecesOf(String secret) {
        List<String> pieces = new ArrayList<>();
        for (int start = 0; start + 6 <= secret.length(); start++) {
            pieces.add(secret.substring(start, start + 6));
        }
        return pieces;
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(ISO_8859_1));
    }
}
