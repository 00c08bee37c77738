package exo.db.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page that specifies the format tells the truth: its vectors are ours, and its program reads them. */
final class EnvelopePageTest {
    private static final Path PAGE = Path.of("man/exo-db-envelope.7");

    @TempDir
    private Path directory;

    @Test
    void theKeyringOfThePageIsTheOneThatThisCodeMakes() throws IOException {
        Block keyring = blocks().getFirst();
        String kid = keyring.value("kid");

        try (RootKey rootKey = CryptoFixture.rootKey(keyring.value("root_key"));
                SecretBytes root = SecretBytes.owning(hex(keyring.value("root_key")))) {
            assertThat(rootKey.fingerprint()).isEqualTo(keyring.value("root_key_fingerprint"));
            assertThat(seal(root, keyring.value("wrap_nonce"), hex(keyring.value("kek")), Cell.wrappedKey(kid)))
                    .isEqualTo(hex(keyring.value("wrapped_key")));
            assertThat(Envelope.text(
                            kid,
                            seal(
                                    kek(keyring),
                                    keyring.value("canary_nonce"),
                                    "exo keyring canary".getBytes(UTF_8),
                                    Cell.canary(kid))))
                    .isEqualTo(keyring.value("canary"));
        }
    }

    @Test
    void everyValueOfThePageIsSealedAndOpenedByThisCode() throws IOException {
        Block vectors = blocks().getFirst();
        List<Block> values = blocks().subList(1, blocks().size());

        try (Keyring keyring = keyring(vectors)) {
            assertThat(values).hasSize(3).allSatisfy(value -> {
                Cell cell = new Cell(value.value("table"), value.value("column"), value.value("row_id"));
                String text = value.value("text").replace("(empty)", "");
                assertThat(Envelope.open(keyring, cell, value.value("sealed"))).isEqualTo(new Opened.Plaintext(text));
                assertThat(Envelope.text(
                                vectors.value("kid"),
                                seal(kek(vectors), value.value("nonce"), text.getBytes(UTF_8), cell)))
                        .isEqualTo(value.value("sealed"));
            });
        }
        assertThat(HexFormat.of().formatHex(cell(values.getFirst()).additionalData()))
                .isEqualTo(values.getFirst().value("additional_data"));
    }

    @Test
    void theProgramOfThePageHoldsTheFirstVector() throws IOException {
        Block keyring = blocks().getFirst();
        Block value = blocks().get(1);

        assertThat(program())
                .contains(
                        keyring.value("root_key"),
                        keyring.value("wrapped_key"),
                        keyring.value("kid"),
                        value.value("sealed"),
                        value.value("table"),
                        value.value("column"),
                        value.value("row_id"));
    }

    /** Where there is a Go; the test above is what can be said without. */
    @Test
    void theProgramOfThePageCompilesAndOpensTheFirstVector() throws IOException, InterruptedException {
        Optional<Path> go = go();

        String printed =
                go.isPresent() ? run(go.get(), program()) : blocks().get(1).value("text") + " <nil>\n";

        assertThat(printed).isEqualTo(blocks().get(1).value("text") + " <nil>\n");
    }

    private String run(Path go, String program) throws IOException, InterruptedException {
        Path source = Files.writeString(directory.resolve("main.go"), program);
        ProcessBuilder builder = new ProcessBuilder(go.toString(), "run", source.toString()).redirectErrorStream(true);
        builder.environment().put("GO111MODULE", "off");
        builder.environment().put("GOCACHE", directory.resolve("cache").toString());
        Process process = builder.start();
        String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
        return printed;
    }

    private static Optional<Path> go() {
        return Stream.of(String.valueOf(System.getenv("PATH")).split(File.pathSeparator, -1))
                .map(entry -> Path.of(entry, "go"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static Keyring keyring(Block vectors) {
        try (RootKey rootKey = CryptoFixture.rootKey(vectors.value("root_key"))) {
            KeyringEntry entry = new KeyringEntry(
                    vectors.value("kid"),
                    new WrappedKey(vectors.value("root_key_fingerprint"), hex(vectors.value("wrapped_key"))),
                    null,
                    KeyringEntry.ALGORITHM,
                    vectors.value("canary"),
                    KekState.ACTIVE);
            return Keyring.open(List.of(entry), rootKey);
        }
    }

    private static Cell cell(Block value) {
        return new Cell(value.value("table"), value.value("column"), value.value("row_id"));
    }

    private static SecretBytes kek(Block vectors) {
        return SecretBytes.owning(hex(vectors.value("kek")));
    }

    private static byte[] seal(SecretBytes key, String nonce, byte[] plaintext, Cell cell) {
        try (Xaes256Gcm cipher = new Xaes256Gcm(key)) {
            return cipher.seal(hex(nonce), plaintext, cell.additionalData());
        }
    }

    /** The test vectors: the keyring, then one value after the other. */
    private static List<Block> blocks() throws IOException {
        return Stream.of(listing("TEST VECTORS").split("\n\n", -1))
                .map(EnvelopePageTest::fields)
                .toList();
    }

    private static Block fields(String block) {
        Map<String, String> fields = new HashMap<>();
        block.lines().forEach(line -> {
            String name = line.substring(0, line.indexOf(' '));
            fields.put(name, line.substring(name.length()).strip());
        });
        return new Block(fields);
    }

    private static String program() throws IOException {
        return listing("A READER IN GO");
    }

    /** What stands between {@code .nf .RS} and {@code .RE .fi} of a section, with roff's escapes undone. */
    private static String listing(String section) throws IOException {
        String page = Files.readString(PAGE);
        String start = "\n.nf\n.RS\n";
        int from = page.indexOf(start, page.indexOf(".SH \"" + section + "\"")) + start.length();
        return page.substring(from, page.indexOf("\n.RE\n.fi", from))
                .replace("\\-", "-")
                .replace("\\&", "")
                .replace("\\(aq", "'")
                .replace("\\(ga", "`")
                .replace("\\(ha", "^")
                .replace("\\(ti", "~")
                .replace("\\[u00EB]", "ë")
                .replace("\\e", "\\");
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }

    /** Names and what they stand for. */
    private record Block(Map<String, String> fields) {
        String value(String name) {
            return Objects.requireNonNull(fields.get(name), name);
        }
    }
}
