package exo.db.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EnvelopeTest {
    /** The format as every reader of it relies on it. */
    private static final Pattern SEALED = Pattern.compile("^exo1:[0-9a-f]{8}:[A-Za-z0-9_-]{54,}$");

    private static final String SHORTEST = "exo1:0123abcd:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    private static final Cell CELL = new Cell("integrations", "credentials", "42");

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "x", "{\"token\": \"äöü€𝄞\"}", "exo1:not:sealed", "line\nbreak"})
    void opensWhatItSealed(String plaintext) {
        try (Keyring keyring = CryptoFixture.keyring(1)) {
            String sealed = seal(keyring, CELL, plaintext);

            assertThat(sealed).matches(SEALED);
            assertThat(Envelope.isSealed(sealed)).isTrue();
            assertThat(open(keyring, CELL, sealed)).isEqualTo(new Opened.Plaintext(plaintext));
        }
    }

    @Test
    void sealsEqualValuesDifferently() {
        try (Keyring keyring = CryptoFixture.keyring(1);
                EnvelopeSealer sealer = new EnvelopeSealer(keyring.active(), CryptoFixture.random(2))) {
            assertThat(sealer.seal(CELL, "same")).isNotEqualTo(sealer.seal(CELL, "same"));
        }
    }

    @Test
    void carriesTheIdOfItsKeyAndNonceCiphertextAndTag() {
        try (Keyring keyring = CryptoFixture.keyring(1)) {
            String sealed = seal(keyring, CELL, "12345");

            String[] parts = sealed.split(":", -1);
            assertThat(parts).hasSize(3).startsWith("exo1", keyring.active().kid());
            assertThat(Base64.getUrlDecoder().decode(parts[2])).hasSize(24 + 5 + 16);
        }
    }

    @Test
    void bindsVersionTableColumnAndRowEachAfterItsLength() {
        byte[] additionalData = new Cell("users", "näme", "7").additionalData();

        assertThat(HexFormat.of().formatHex(additionalData))
                .isEqualTo("00000004" + hex("exo1") + "00000005" + hex("users") + "00000005" + hex("näme") + "00000001"
                        + hex("7"));
    }

    @Test
    void opensInNoOtherPlace() {
        try (Keyring keyring = CryptoFixture.keyring(1)) {
            String sealed = seal(keyring, CELL, "secret");

            assertThat(new Cell[] {
                        new Cell("integrations", "credentials", "43"),
                        new Cell("integrations", "settings", "42"),
                        new Cell("log_sinks", "credentials", "42"),
                        new Cell("integrationsc", "redentials", "42"),
                        new Cell("integrations", "credentials4", "2"),
                        new Cell("integrations", "credentials", ""),
                        new Cell("credentials", "integrations", "42")
                    })
                    .allSatisfy(elsewhere ->
                            assertThat(open(keyring, elsewhere, sealed)).isEqualTo(new Opened.Tampered()));
        }
    }

    @Test
    void noFlippedBitGoesUnnoticed() {
        try (Keyring keyring = CryptoFixture.keyring(1);
                EnvelopeOpener opener = new EnvelopeOpener(keyring)) {
            for (String plaintext : new String[] {"", "a", "ab", "abc"}) {
                String sealed = seal(keyring, CELL, plaintext);
                for (int bit = 0; bit < sealed.length() * Byte.SIZE; bit++) {
                    byte[] damaged = sealed.getBytes(UTF_8);
                    damaged[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);

                    Opened opened = opener.open(CELL, new String(damaged, UTF_8));

                    assertThat(opened).as("bit %s", bit).isNotInstanceOf(Opened.Plaintext.class);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "ab"})
    void refusesEveryOtherWayToWriteTheLastCharacter(String plaintext) {
        String digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        try (Keyring keyring = CryptoFixture.keyring(1);
                EnvelopeOpener opener = new EnvelopeOpener(keyring)) {
            String sealed = seal(keyring, CELL, plaintext);
            String head = sealed.substring(0, sealed.length() - 1);

            for (int digit = 0; digit < digits.length(); digit++) {
                String text = head + digits.charAt(digit);
                assertThat(Envelope.isSealed(text)).isTrue();
                assertThat(opener.open(CELL, text) instanceof Opened.Plaintext).isEqualTo(text.equals(sealed));
            }
        }
    }

    @Test
    void refusesALengthThatNoEncoderWrites() {
        try (Keyring keyring = CryptoFixture.keyring(1)) {
            String text = "exo1:" + keyring.active().kid() + ":" + "A".repeat(57);

            assertThat(Envelope.isSealed(text)).isTrue();
            assertThat(open(keyring, CELL, text)).isEqualTo(new Opened.Tampered());
        }
    }

    @Test
    void refusesWhatIsCutOrExtended() {
        try (Keyring keyring = CryptoFixture.keyring(1)) {
            String sealed = seal(keyring, CELL, "a longer secret value");

            for (int length = 0; length < sealed.length(); length++) {
                assertThat(open(keyring, CELL, sealed.substring(0, length))).isNotInstanceOf(Opened.Plaintext.class);
            }
            for (String tail : new String[] {"A", "AA", "AAA", "AAAA", "=", "\n"}) {
                assertThat(open(keyring, CELL, sealed + tail)).isNotInstanceOf(Opened.Plaintext.class);
            }
        }
    }

    @Test
    void namesTheKeyThatTheKeyringDoesNotHold() {
        try (Keyring keyring = CryptoFixture.keyring(1);
                Keyring other = CryptoFixture.keyring(2)) {
            String sealed = seal(other, CELL, "secret");

            assertThat(open(keyring, CELL, sealed))
                    .isEqualTo(new Opened.UnknownKid(other.active().kid()));
        }
    }

    @Test
    void refusesAValueOfAnotherKeyUnderThisKeysId() {
        try (Keyring keyring = CryptoFixture.keyring(1);
                Keyring other = CryptoFixture.keyring(2)) {
            String forged = seal(other, CELL, "secret")
                    .replace(other.active().kid(), keyring.active().kid());

            assertThat(open(keyring, CELL, forged)).isEqualTo(new Opened.Tampered());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                SHORTEST,
                SHORTEST + "-_azAZ09",
                "",
                "{}",
                "exo1:",
                "exo1:0123abcd:",
                "exo1:0123ABCD:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "exo1:0123abcg:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "exo2:0123abcd:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "EXO1:0123abcd:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "exo1:0123abcd-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "exo1:0123abcd:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                SHORTEST + "=",
                SHORTEST + "\n",
                SHORTEST + "+",
                SHORTEST + "/",
                SHORTEST + "ä",
                " " + SHORTEST
            })
    void callsSealedExactlyWhatTheSpecificationsPatternMatches(String text) {
        // \z in place of $, which in Java, other than in PostgreSQL, lets a last newline pass.
        boolean expected = Pattern.matches(SEALED.pattern().replace("$", "\\z"), text);

        assertThat(Envelope.isSealed(text)).isEqualTo(expected);
    }

    @Test
    void givesPlaintextBackAsUnsealed() {
        try (Keyring keyring = CryptoFixture.keyring(1)) {
            assertThat(open(keyring, CELL, "{\"token\": 1}")).isEqualTo(new Opened.Unsealed());
        }
    }

    private static String seal(Keyring keyring, Cell cell, String plaintext) {
        try (EnvelopeSealer sealer = new EnvelopeSealer(keyring.active(), CryptoFixture.random(3))) {
            return sealer.seal(cell, plaintext);
        }
    }

    private static Opened open(Keyring keyring, Cell cell, String text) {
        try (EnvelopeOpener opener = new EnvelopeOpener(keyring)) {
            return opener.open(cell, text);
        }
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(UTF_8));
    }
}
