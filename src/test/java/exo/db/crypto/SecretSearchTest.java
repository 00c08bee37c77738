package exo.db.crypto;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import exo.db.testing.TestKeys;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The search for secrets in what streams by. */
final class SecretSearchTest {
    private static final String HEX = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 31, 64, 100, 1_000})
    void findsASecretWhereverPiecesMeet(int atOnce) {
        byte[] bytes = ("x".repeat(130) + HEX + "y".repeat(90)).getBytes(ISO_8859_1);

        try (RootKey key = TestKeys.rootKey();
                SecretSearch search = SecretSearch.of(key)) {
            for (int start = 0; start < bytes.length; start += atOnce) {
                search.add(bytes, start, Math.min(atOnce, bytes.length - start));
            }

            assertThat(search.found())
                    .containsEntry("the root key in hexadecimal", 130L)
                    .hasSize(1);
        }
    }

    @Test
    void findsNothingInNoise() {
        byte[] noise = new byte[1 << 20];
        new Random(3).nextBytes(noise);

        try (RootKey key = TestKeys.rootKey();
                SecretSearch search = SecretSearch.of(key)) {
            search.add(noise, 0, noise.length);

            assertThat(search.found()).isEmpty();
        }
    }

    @Test
    void aShortPasswordIsNotLookedFor() {
        try (SecretSearch search = SecretSearch.none()) {
            assertThat(search.alsoPassword("secret")).isFalse();
            assertThat(search.alsoPassword("it's a \\ long one")).isTrue();

            byte[] copied = "x\tit's a \\\\ long one\n".getBytes(ISO_8859_1);
            search.add(copied, 0, copied.length);

            assertThat(search.found()).containsOnlyKeys("the password of the connection");
        }
    }
}
