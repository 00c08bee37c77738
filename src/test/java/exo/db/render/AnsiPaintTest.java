package exo.db.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class AnsiPaintTest {
    private static final Pattern SGR = Pattern.compile("\u001b\\[([0-9;]*)m");

    @Test
    void isReadableOnLightAndOnDarkTerminals() {
        Paint paint = new AnsiPaint();

        String everything = paint.strong("a") + paint.good("b") + paint.warning("c") + paint.bad("d");

        assertThat(SGR.matcher(everything).results().map(code -> code.group(1)))
                .as("bold, green, magenta, red, and the end of each")
                .containsExactlyInAnyOrder("1", "32", "35", "31", "", "", "", "");
        assertThat(SGR.matcher(everything).replaceAll("")).isEqualTo("abcd");
    }

    @Test
    void nothingElsePaints() throws IOException {
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            List<String> painters = sources.filter(file -> file.toString().endsWith(".java"))
                    .filter(AnsiPaintTest::mentionsColours)
                    .map(file -> file.getFileName().toString())
                    .toList();

            assertThat(painters).containsExactly("AnsiPaint.java");
        }
    }

    private static boolean mentionsColours(Path file) {
        try {
            String text = Files.readString(file);
            return text.contains("jansi.Ansi;")
                    || Pattern.compile("u001b\\[[0-9;]*m").matcher(text).find();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
