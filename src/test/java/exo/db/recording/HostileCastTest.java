package exo.db.recording;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Throws bytes that nobody meant at the reader of recordings' headers: it says what is wrong with any, in one line. */
class HostileCastTest {
    private static final List<String> PIECES = List.of(
            "{",
            "{",
            "}",
            "}",
            "[",
            "]",
            ":",
            ",",
            "\n",
            "\r",
            "\"",
            "\\",
            "\\u0000",
            "\\ud800",
            " ",
            "\0",
            "\u00ef\u00bb\u00bf",
            "\u00fe\u00ff",
            "\u00ff\u00fe\0\0",
            "\u00ff",
            "\u00c3(",
            "2",
            "3",
            "-1",
            "1e999",
            "99999999999999999999",
            "0.5",
            "NaN",
            "true",
            "null",
            "\"version\":",
            "\"version\":2",
            "\"version\":3",
            "\"width\":80",
            "\"height\":24",
            "\"term\":",
            "\"term\":{\"cols\":80,\"rows\":24}",
            "{\"version\":2,\"width\":80,\"height\":24}",
            "\"cols\":80",
            "\"env\":{}",
            "{\"term\":");

    private static Path file = Path.of("");

    @BeforeContainer
    static void makeFile() throws IOException {
        file = Files.createTempFile("hostile", ".cast");
    }

    @AfterContainer
    static void removeFile() throws IOException {
        Files.delete(file);
    }

    @Property(tries = 2_000, shrinking = ShrinkingMode.BOUNDED)
    void anyBytesAreAHeaderOrHaveAFlaw(@ForAll("texts") String text) {
        Optional<String> flaw = flaw(text);

        assertThat(flaw.map(words -> words.lines().count()).orElse(1L)).isEqualTo(1);
        assertThat(flaw.isPresent() || text.contains("version")).as("%s", text).isTrue();
    }

    @Property(tries = 100, shrinking = ShrinkingMode.BOUNDED)
    void noHeaderFromItsBeginningPassesForTheWhole(@ForAll("headers") String header) {
        for (int length = 0; length < header.length(); length++) {
            assertThat(flaw(header.substring(0, length))).isPresent();
        }
        assertThat(flaw(header)).isEmpty();
    }

    private static Optional<String> flaw(String text) {
        try {
            return CastHeader.flaw(Files.write(file, text.getBytes(ISO_8859_1)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> grammar = Arbitraries.of(PIECES).list().ofMaxSize(14).map(list -> String.join("", list));
        Arbitrary<String> anything =
                Arbitraries.strings().withCharRange('\0', '\u00ff').ofMaxLength(30);
        Arbitrary<String> repeated = Arbitraries.of(PIECES)
                .flatMap(piece -> Arbitraries.integers().between(1, 5_000).map(piece::repeat));
        return Arbitraries.frequencyOf(
                Tuple.of(40, grammar),
                Tuple.of(30, grammar.map(text -> "{\"version\":2," + text)),
                Tuple.of(20, anything),
                Tuple.of(5, repeated));
    }

    @Provide
    Arbitrary<String> headers() {
        Arbitrary<String> name = Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(8);
        return Arbitraries.integers()
                .between(1, 500)
                .flatMap(columns -> name.map(title -> "{\"title\":\"" + title + "\",\"version\":2,\"width\":" + columns
                        + ",\"env\":{\"" + title + "\":\"x\"},\"height\":24}"));
    }
}
