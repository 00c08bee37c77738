package exo.db.crypto;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import exo.db.testing.TestKeys;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
    void findsTheKeyAsItIsAndTakesZerosForNoKey() {
        byte[] binary = HexFormat.of().parseHex("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff00e1e2e3e4e5e6e7e8e9eaebecedeeef");
        byte[] text = "it is/32 letters\\that make a key".getBytes(ISO_8859_1);

        assertThat(found(binary, binary)).containsExactly("the root key as it is");
        assertThat(found(text, text)).containsExactly("the root key as it is");
        assertThat(found(text, "it%20is%2f32%20letters%5cthat%20make%20a%20key".getBytes(ISO_8859_1)))
                .containsExactly("the root key as it is");
        assertThat(found(text, new byte[100])).isEmpty();
    }

    private static Set<String> found(byte[] key, byte[] bytes) {
        try (RootKey root =
                        RootKey.load(Map.of("EXO_ENCRYPTION_KEY", HexFormat.of().formatHex(key)), null);
                SecretSearch search = SecretSearch.of(root)) {
            search.add(bytes, 0, bytes.length);
            return Set.copyOf(search.found().keySet());
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "s3cr/t'p@ss\"w\\rd, the password of the connection",
                "s3cr/t'p@ss\"w\\\\rd, the password of the connection",
                "s3cr/t''p@ss\"w\\rd, the password of the connection",
                "s3cr%2Ft%27p%40ss%22w%5Crd, the password of the connection",
                "s3cr%2ft%27p%40ss%22w%5crd, the password of the connection",
                "s3cr/t'p@ss\\\"w\\\\rd, the password of the connection",
                "s3cr/t'p@ss\\\\\"w\\\\\\\\rd, the password of the connection",
                "733363722f74277040737322775c7264, the password of the connection in hexadecimal",
                "733363722F74277040737322775C7264, the password of the connection in hexadecimal",
                "czNjci90J3BAc3Mid1xyZA==, the password of the connection in base64",
                "ZXhvOnMzY3IvdCdwQHNzIndccmQ=, the password of the connection in base64"
            })
    void findsAPasswordInEveryFormThatADumpMayHold(String form, String name) {
        try (SecretSearch search = SecretSearch.none()) {
            search.alsoPassword("s3cr/t'p@ss\"w\\rd");
            byte[] bytes = ("before " + form + " after").getBytes(ISO_8859_1);
            search.add(bytes, 0, bytes.length);

            assertThat(search.found()).containsKey(name);
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
