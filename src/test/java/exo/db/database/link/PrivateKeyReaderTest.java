package exo.db.database.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import exo.db.dsn.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files hold one RSA, one EC and one Ed25519 key; OpenSSL 3.0 wrote them in each of its forms. */
final class PrivateKeyReaderTest {
    private static final Secret PASSWORD = new Secret("opensesame");

    @ParameterizedTest
    @CsvSource({
        "rsa-pkcs1.pem, rsa-pkcs8.pem",
        "rsa-pkcs1.der, rsa-pkcs8.pem",
        "rsa-pkcs8.der, rsa-pkcs8.pem",
        "rsa-encrypted-pkcs8.pem, rsa-pkcs8.pem",
        "rsa-encrypted-old-pkcs8.pem, rsa-pkcs8.pem",
        "rsa-encrypted-pkcs1.pem, rsa-pkcs8.pem",
        "rsa-des3-pkcs1.pem, rsa-pkcs8.pem",
        "ec-sec1.pem, ec-pkcs8.pem",
        "ec-sec1.der, ec-pkcs8.pem",
        "ec-encrypted-sec1.pem, ec-pkcs8.pem"
    })
    void readsTheSameKeyOutOfEveryForm(String file, String plain) throws Exception {
        PrivateKey key = read(file, PASSWORD);

        PrivateKey expected = read(plain, null);
        assertThat(key.getAlgorithm()).isEqualTo(expected.getAlgorithm());
        if (key instanceof ECPrivateKey curve) {
            assertThat(curve.getS()).isEqualTo(((ECPrivateKey) expected).getS());
        } else {
            assertThat(key.getEncoded()).isEqualTo(expected.getEncoded());
        }
    }

    @Test
    void readsAKeyOfTheYoungerKind() throws Exception {
        assertThat(read("ed25519-pkcs8.pem", null).getAlgorithm()).isEqualTo("EdDSA");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsa-encrypted-pkcs8.pem", "rsa-encrypted-pkcs1.pem", "ec-encrypted-sec1.pem"})
    void tellsAKeyThatStaysLockedFromOneThatIsDamaged(String file) {
        LinkFailed without = catchThrowableOfType(LinkFailed.class, () -> read(file, null));
        LinkFailed wrong = catchThrowableOfType(LinkFailed.class, () -> read(file, new Secret("hunter2")));

        assertThat(without.reason()).isEqualTo(LinkFailed.Reason.KEY_LOCKED);
        assertThat(without.why()).isEqualTo("it is encrypted, and sslpassword is not set");
        assertThat(wrong.reason()).isEqualTo(LinkFailed.Reason.KEY_LOCKED);
        assertThat(wrong.why()).doesNotContain("hunter2");
    }

    @Test
    void refusesWhatIsNoKey() {
        assertThatThrownBy(() -> PrivateKeyReader.read(new byte[] {1, 2, 3}, null))
                .isInstanceOf(GeneralSecurityException.class);
        assertThatThrownBy(() -> PrivateKeyReader.read(new byte[] {0x30, (byte) 0x84, 127, 127, 127, 127}, null))
                .isInstanceOf(GeneralSecurityException.class);
    }

    private static PrivateKey read(String file, @Nullable Secret password)
            throws IOException, GeneralSecurityException {
        try (InputStream stream = Objects.requireNonNull(PrivateKeyReaderTest.class.getResourceAsStream(file), file)) {
            return PrivateKeyReader.read(stream.readAllBytes(), password);
        }
    }
}
