package exo.db.crypto;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RootKeyTest {
    private static final String HEX_KEY = CryptoFixture.HEX_KEY;

    /** From {@code openssl dgst -sha256 -mac HMAC -macopt hexkey:000102...1f} over the text of the specification. */
    private static final String FINGERPRINT = "c1c5e5a30bcb5a37";

    /** The bytes ff to e0, whose base64 has characters in which the two alphabets differ. */
    private static final String HIGH_HEX_KEY = "fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0efeeedecebeae9e8e7e6e5e4e3e2e1e0";

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
                "000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F",
                "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
                "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
            })
    void readsEveryFormOfTheSameKey(String form) {
        try (RootKey key = RootKey.load(Map.of("EXO_ENCRYPTION_KEY", form), null)) {
            assertThat(key.fingerprint()).isEqualTo(FINGERPRINT);
            assertThat(key.warnings()).isEmpty();
            assertThat(key.origin()).isEqualTo("EXO_ENCRYPTION_KEY");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//79/Pv6+fj39vX08/Lx8O/u7ezr6uno5+bl5OPi4eA=",
                "//79/Pv6+fj39vX08/Lx8O/u7ezr6uno5+bl5OPi4eA",
                "__79_Pv6-fj39vX08_Lx8O_u7ezr6uno5-bl5OPi4eA=",
                "__79_Pv6-fj39vX08_Lx8O_u7ezr6uno5-bl5OPi4eA"
            })
    void readsBothAlphabetsOfBase64(String form) {
        assertThat(fingerprint(form)).isEqualTo(fingerprint(HIGH_HEX_KEY));
    }

    @Test
    void takesThirtyTwoPrintableCharactersAsTheyAre() {
        String characters = " !\"correct horse battery staple~";

        assertThat(characters).hasSize(32);
        assertThat(fingerprint(characters))
                .isEqualTo(fingerprint(HexFormat.of().formatHex(characters.getBytes(ISO_8859_1))));
    }

    @Test
    void takesThirtyTwoHexDigitsAsTheyAreAndWarns() {
        String digits = "00112233445566778899aabbccddeeff";

        try (RootKey key = RootKey.load(Map.of("EXO_ENCRYPTION_KEY", digits), null)) {
            assertThat(key.fingerprint()).isEqualTo(fingerprint(HexFormat.of().formatHex(digits.getBytes(ISO_8859_1))));
            assertThat(key.warnings()).extracting(KeyWarning::id).containsExactly("key.hex32");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "0123456789012345678901234567890",
                "012345678901234567890123456789012",
                "correct horse battery staple 123\n",
                "correct horse battery staple \t12",
                "correct horse battery staple äöü",
                "correct horse battery staple 12\u0000",
                "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1",
                "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1g",
                "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f2",
                "0x000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
                "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh",
                "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHg==",
                "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8f",
                "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g=",
                "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9",
                "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9=",
                "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdH*8=",
                "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdH=8=",
                "_/79/Pv6+fj39vX08/Lx8O/u7ezr6uno5+bl5OPi4eA=",
                "00000000000000000000000000000000",
                "0000000000000000000000000000000000000000000000000000000000000000",
                "abababababababababababababababababababababababababababababababab",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "                                "
            })
    void refusesWhatIsNoKeyWithoutRepeatingIt(String text) {
        KeyMalformed failure =
                catchThrowableOfType(KeyMalformed.class, () -> RootKey.load(Map.of("EXO_ENCRYPTION_KEY", text), null));

        assertFailure(failure, "key.malformed");
        assertThat(failure.what()).isEqualTo("the encryption key in EXO_ENCRYPTION_KEY is malformed");
        assertThat(failure.getCause()).isNull();
        assertThat(text.length() == 1 || !(failure.what() + failure.why() + failure.next()).contains(text))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\r\n"})
    void readsAFileOfTextWithOrWithoutOneLineEnd(String end) throws IOException {
        for (String form : new String[] {
            HEX_KEY, "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
        }) {
            Path file = file("rw-------", bytes(form + end));

            try (RootKey key = loadFile(file)) {
                assertThat(key.fingerprint()).isEqualTo(FINGERPRINT);
                assertThat(key.origin()).isEqualTo("the file " + file + " (EXO_ENCRYPTION_KEY_FILE)");
                assertThat(key.warnings()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\r\n"})
    void readsAFileOfThirtyTwoCharacters(String end) throws IOException {
        String characters = "correct horse battery staple 123";

        try (RootKey key = loadFile(file("rw-------", bytes(characters + end)))) {
            assertThat(key.fingerprint()).isEqualTo(fingerprint(characters));
        }
    }

    @Test
    void readsAFileOfThirtyTwoBinaryBytes() throws IOException {
        try (RootKey key = loadFile(file("rw-------", HexFormat.of().parseHex(HEX_KEY)))) {
            assertThat(key.fingerprint()).isEqualTo(FINGERPRINT);
        }
    }

    @Test
    void keepsALineEndThatIsPartOfABinaryKey() throws IOException {
        String hex = "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d0d0a";

        try (RootKey key = loadFile(file("rw-------", HexFormat.of().parseHex(hex)))) {
            assertThat(key.fingerprint()).isEqualTo(fingerprint(hex));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "correct horse battery staple 12\n",
                "correct horse battery staple 1\r\n",
                "correct horse battery staple 123\n\n",
                "correct horse battery staple 123\r",
                "\ncorrect horse battery staple 123",
                "\u00ef\u00bb\u00bfcorrect horse battery staple 123",
                "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n\n",
                "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n# the key",
                "\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\u000e\u000f\u0080\u0081\u0082\u0083\u0084\u0085"
                        + "\u0086\u0087\u0088\u0089\u008a\u008b\u008c\u008d\u008e\u008f\u0090\u0091\u0092\u0093\u0094\n",
                "\u0080\u0080\u0080\u0080\u0080\u0080\u0080\u0080\u0080\u0080\u0080\u0080\u0080\u0080\u0080\u0080"
                        + "\u0080\u0080\u0080\u0080\u0080\u0080\u0080\u0080\u0080\u0080\u0080\u0080\u0080\u0080\u0080\u0080",
                "\n"
            })
    void refusesAFileThatHoldsNoKey(String content) throws IOException {
        Path file = file("rw-------", bytes(content));

        KeyMalformed failure = catchThrowableOfType(KeyMalformed.class, () -> loadFile(file));

        assertFailure(failure, "key.malformed");
        assertThat(failure.what()).contains(file.toString());
    }

    @Test
    void refusesAFileThatEveryoneCanRead() throws IOException {
        Path file = file("rw-r--r--", bytes(HEX_KEY));

        KeyMalformed failure = catchThrowableOfType(KeyMalformed.class, () -> loadFile(file));

        assertFailure(failure, "key.malformed");
        assertThat(failure.what()).endsWith("can be read by everyone");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-------", "r--------", "rw-r-----", "r--r-----", "rwx------"})
    void acceptsAFileThatItsGroupCanOnlyRead(String mode) throws IOException {
        try (RootKey key = loadFile(file(mode, bytes(HEX_KEY)))) {
            assertThat(key.warnings()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-rw----", "rw-r-x---", "rw-----w-", "rw------x", "rwxrwx-wx"})
    void warnsOnceOfAModeThatIsWiderThanNeeded(String mode) throws IOException {
        try (RootKey key = loadFile(file(mode, bytes(HEX_KEY)))) {
            assertThat(key.warnings()).extracting(KeyWarning::id).containsExactly("key.file-mode");
        }
    }

    @Test
    void looksAtTheModeOfTheFileBehindALink() throws IOException {
        Path file = file("rw-r--r--", bytes(HEX_KEY));
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);

        assertThatThrownBy(() -> loadFile(link)).isInstanceOf(KeyMalformed.class);
    }

    @Test
    void saysThatTheFileIsNotThere() {
        KeyMissing failure = catchThrowableOfType(KeyMissing.class, () -> loadFile(directory.resolve("absent")));

        assertFailure(failure, "key.missing");
        assertThat(failure.why()).isEqualTo("there is no such file");
    }

    @Test
    void saysThatTheFileIsEmpty() throws IOException {
        Path file = file("rw-------", new byte[0]);

        KeyMissing failure = catchThrowableOfType(KeyMissing.class, () -> loadFile(file));

        assertFailure(failure, "key.missing");
        assertThat(failure.why()).isEqualTo("it is empty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwx------", "rwxr-xr-x"})
    void saysThatTheFileIsADirectory(String mode) throws IOException {
        Path inner = Files.createDirectory(directory.resolve("inner"));
        Files.setPosixFilePermissions(inner, PosixFilePermissions.fromString(mode));

        KeyMissing failure = catchThrowableOfType(KeyMissing.class, () -> loadFile(inner));

        assertFailure(failure, "key.missing");
        assertThat(failure.why()).isEqualTo("it is a directory");
    }

    @Test
    void saysThatTheKeyIsMissing() {
        KeyMissing failure = catchThrowableOfType(KeyMissing.class, () -> RootKey.load(Map.of("PATH", "/bin"), null));

        assertFailure(failure, "key.missing");
        assertThat(failure.why()).isEqualTo("neither EXO_ENCRYPTION_KEY nor EXO_ENCRYPTION_KEY_FILE is set");
    }

    @ParameterizedTest
    @ValueSource(strings = {"EXO_ENCRYPTION_KEY", "EXO_ENCRYPTION_KEY_FILE"})
    void callsAnEmptyVariableMissingEvenInATrial(String name) throws IOException {
        Path trialKey = file("rw-------", bytes(HEX_KEY));

        KeyMissing failure = catchThrowableOfType(KeyMissing.class, () -> RootKey.load(Map.of(name, ""), trialKey));

        assertFailure(failure, "key.missing");
        assertThat(failure.why()).isEqualTo(name + " is set, but empty");
    }

    @Test
    void usesTheTrialKeyOnlyWhenNoVariableIsSet() throws IOException {
        Path trialKey = file("rw-------", bytes(HEX_KEY));

        try (RootKey trial = RootKey.load(Map.of(), trialKey);
                RootKey real = RootKey.load(Map.of("EXO_ENCRYPTION_KEY", HIGH_HEX_KEY), trialKey)) {
            assertThat(trial.fingerprint()).isEqualTo(FINGERPRINT);
            assertThat(trial.origin()).isEqualTo("the trial key " + trialKey);
            assertThat(real.fingerprint()).isEqualTo(fingerprint(HIGH_HEX_KEY));
        }
    }

    @Test
    void refusesTwoKeysAndUnknownVariablesAllAtOnce() throws IOException {
        Path file = file("rw-------", bytes(HEX_KEY));
        Map<String, String> environment = Map.of(
                "EXO_ENCRYPTION_KEY", HEX_KEY,
                "EXO_ENCRYPTION_KEY_FILE", file.toString(),
                "EXO_ENCRYPTION_KEYFILE", file.toString(),
                "EXO_ENCRYPTION_KEY_PATH", file.toString());

        KeyMalformed failure = catchThrowableOfType(KeyMalformed.class, () -> RootKey.load(environment, null));

        assertFailure(failure, "key.malformed");
        assertThat(failure.why())
                .isEqualTo("EXO_ENCRYPTION_KEY and EXO_ENCRYPTION_KEY_FILE are both set;"
                        + " there is no variable EXO_ENCRYPTION_KEYFILE;"
                        + " there is no variable EXO_ENCRYPTION_KEY_PATH");
    }

    @Test
    void refusesAnUnknownVariableBesideAGoodKey() {
        Map<String, String> environment = Map.of("EXO_ENCRYPTION_KEY", HEX_KEY, "EXO_ENCRYPTION_KEYS", "");

        assertThatThrownBy(() -> RootKey.load(environment, null)).isInstanceOf(KeyMalformed.class);
    }

    @Test
    void knowsTheVariablesOfARewrap() {
        Map<String, String> environment = Map.of(
                "EXO_ENCRYPTION_KEY",
                HEX_KEY,
                "EXO_ENCRYPTION_KEY_NEXT",
                HIGH_HEX_KEY,
                "EXO_ENCRYPTION_KEY_NEXT_FILE",
                "/run/next",
                "EXO_CAST_STORAGE_DIR",
                "/casts");

        try (RootKey key = RootKey.load(environment, null)) {
            assertThat(key.fingerprint()).isEqualTo(FINGERPRINT);
        }
    }

    @Test
    void readsTheComingKeyFromEitherOfItsVariables() throws IOException {
        Path file = file("rw-------", bytes(HIGH_HEX_KEY));

        try (RootKey fromVariable = RootKey.loadNext(Map.of("EXO_ENCRYPTION_KEY_NEXT", HIGH_HEX_KEY));
                RootKey fromFile = RootKey.loadNext(Map.of("EXO_ENCRYPTION_KEY_NEXT_FILE", file.toString()))) {
            assertThat(fromVariable.fingerprint()).isEqualTo(fingerprint(HIGH_HEX_KEY));
            assertThat(fromVariable.origin()).isEqualTo("EXO_ENCRYPTION_KEY_NEXT");
            assertThat(fromFile.fingerprint()).isEqualTo(fromVariable.fingerprint());
            assertThat(fromFile.origin()).isEqualTo("the file " + file + " (EXO_ENCRYPTION_KEY_NEXT_FILE)");
        }
    }

    @Test
    void tellsAComingKeyThatIsMissingMalformedOrGivenTwiceApart() throws IOException {
        Path readByAll = file("rw-r--r--", bytes(HIGH_HEX_KEY));

        KeyMissing missing =
                catchThrowableOfType(KeyMissing.class, () -> RootKey.loadNext(Map.of("EXO_ENCRYPTION_KEY", HEX_KEY)));
        KeyMalformed malformed = catchThrowableOfType(
                KeyMalformed.class, () -> RootKey.loadNext(Map.of("EXO_ENCRYPTION_KEY_NEXT", "short")));
        KeyMalformed exposed = catchThrowableOfType(
                KeyMalformed.class,
                () -> RootKey.loadNext(Map.of("EXO_ENCRYPTION_KEY_NEXT_FILE", readByAll.toString())));
        KeyMalformed twice = catchThrowableOfType(
                KeyMalformed.class,
                () -> RootKey.loadNext(
                        Map.of("EXO_ENCRYPTION_KEY_NEXT", HIGH_HEX_KEY, "EXO_ENCRYPTION_KEY_NEXT_FILE", "/run/next")));

        assertFailure(missing, "key.missing");
        assertThat(missing.what()).isEqualTo("the new root key is missing");
        assertFailure(malformed, "key.malformed");
        assertThat(malformed.what()).contains("EXO_ENCRYPTION_KEY_NEXT");
        assertFailure(exposed, "key.malformed");
        assertFailure(twice, "key.malformed");
        assertThat(twice.why()).contains("both set");
    }

    @Test
    void warnsOfACopyThatEveryoneCanReadAndReadsItAllTheSame() throws IOException {
        try (RootKey copy = RootKey.copyIn(file("rw-r--r--", bytes(HEX_KEY + "\n")))) {
            assertThat(copy.fingerprint()).isEqualTo(FINGERPRINT);
            assertThat(copy.warnings()).extracting(KeyWarning::id).containsExactly("key.file-mode");
        }
    }

    @Test
    void readsACopyFromAStreamThatComesInPieces() {
        byte[] content = bytes(HEX_KEY + "\n");
        InputStream oneByOne = new ByteArrayInputStream(content) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                return super.read(into, offset, Math.min(1, length));
            }
        };

        try (RootKey copy = RootKey.copyFrom(oneByOne)) {
            assertThat(copy.fingerprint()).isEqualTo(FINGERPRINT);
        }
    }

    @Test
    void saysOfAStreamThatItHoldsNothingOrNoKey() {
        KeyMissing nothing =
                catchThrowableOfType(KeyMissing.class, () -> RootKey.copyFrom(InputStream.nullInputStream()));
        KeyMalformed tooLong = catchThrowableOfType(
                KeyMalformed.class, () -> RootKey.copyFrom(new ByteArrayInputStream(bytes("x".repeat(1000)))));

        assertFailure(nothing, "key.missing");
        assertThat(nothing.what()).contains("standard input");
        assertFailure(tooLong, "key.malformed");
    }

    private static void assertFailure(ExoException failure, String id) {
        assertThat(failure).isNotNull();
        assertThat(failure.id()).isEqualTo(id);
        assertThat(failure.exitStatus()).isEqualTo(ExitStatus.KEY);
        assertThat(failure.why()).isNotEmpty();
        assertThat(failure.next()).isNotEmpty();
    }

    private static String fingerprint(String text) {
        try (RootKey key = RootKey.load(Map.of("EXO_ENCRYPTION_KEY", text), null)) {
            return key.fingerprint();
        }
    }

    private static RootKey loadFile(Path file) {
        return RootKey.load(Map.of("EXO_ENCRYPTION_KEY_FILE", file.toString()), null);
    }

    private Path file(String mode, byte[] content) throws IOException {
        Path file = Files.createTempFile(directory, "root", ".key");
        Files.write(file, content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    private static byte[] bytes(String latin) {
        return latin.getBytes(ISO_8859_1);
    }
}
