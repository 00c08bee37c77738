package exo.db.crypto;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import exo.db.testing.TestKeys;
import java.nio.charset.Charset;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The search for secrets in what streams by. */
final class SecretSearchTest {
    private static final byte[] KEY =
            HexFormat.of().parseHex("fbefbefffffe0102030405060708090a0b0c0d0e0f101112131415161718191a");

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

    /**
     * A key whose base64 has both marks, as other programs encode it: {@code base64}, {@code xxd -p}, {@code iconv}.
     */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "fbefbefffffe0102030405060708090a0b0c0d0e0f101112131415161718191a, in hexadecimal",
                "FBEFBEFFFFFE0102030405060708090A0B0C0D0E0F101112131415161718191A, in hexadecimal",
                "\\\\xfbefbefffffe0102030405060708090a0b0c0d0e0f101112131415161718191a, in hexadecimal",
                "++++///+AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRo=, in base64",
                "++++///+AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRo, in base64",
                "----___-AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRo=, in base64url",
                "----___-AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRo, in base64url",
                "%2B%2B%2B%2B%2F%2F%2F%2BAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRo%3D, in base64",
                "++++\\/\\/\\/+AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRo=, in base64",
                "\\u002B\\u002B\\u002B\\u002B///\\u002BAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRo=, in base64",
            })
    void findsAKeyInEveryEncoding(String form, String name) {
        assertThat(found(KEY, ("a=" + form + "\n").getBytes(ISO_8859_1))).contains("the root key " + name);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 40, 41, 42, 47, 48, 55})
    void findsAKeyWithinLongerTextInBase64WhereverItBeginsAndLinesEnd(int before) {
        byte[] text = new byte[before + KEY.length + 30];
        System.arraycopy(KEY, 0, text, before, KEY.length);

        for (int columns : new int[] {64, 76}) {
            for (String end : List.of("\n", "\r\n", "\\n", "\\r\\n", "\\\\n", "\" +\n    \"", "%0D%0A")) {
                String lines = Base64.getMimeEncoder(columns, new byte[] {'\n'}).encodeToString(text);

                assertThat(found(KEY, lines.replace("\n", end).getBytes(ISO_8859_1)))
                        .as(columns + end)
                        .containsExactly("the root key in base64");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE", "UTF-16"})
    void findsAFileOfAKeyWhateverItIsKeptIn(String charset) {
        Charset letters = Charset.forName(charset);
        for (String key :
                List.of(HexFormat.of().formatHex(KEY), Base64.getEncoder().encodeToString(KEY))) {
            byte[] file = ("EXO_ENCRYPTION_KEY=" + key + "\r\n").getBytes(letters);

            assertThat(found(KEY, file)).isNotEmpty();
            assertThat(found(KEY, HexFormat.of().formatHex(file).getBytes(ISO_8859_1)))
                    .isNotEmpty();
            assertThat(found(KEY, Base64.getEncoder().encode(file))).isNotEmpty();
            assertThat(found(KEY, Base64.getMimeEncoder().encode(file))).isNotEmpty();
            assertThat(found(KEY, Base64.getMimeEncoder(64, new byte[] {'\n'}).encode(file)))
                    .isNotEmpty();
        }
    }

    @Test
    void takesAPartOfAKeyForNone() {
        String half = HexFormat.of().formatHex(KEY, 0, 16);

        assertThat(found(KEY, (half + "\n" + half).getBytes(ISO_8859_1))).isEmpty();
        assertThat(found(KEY, (half + " ".repeat(100) + HexFormat.of().formatHex(KEY, 16, 32)).getBytes(ISO_8859_1)))
                .isEmpty();
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
