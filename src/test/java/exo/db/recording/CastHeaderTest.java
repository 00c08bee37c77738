package exo.db.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CastHeaderTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"version\": 2, \"width\": 80, \"height\": 24}",
                "{\"version\": 2, \"width\": 80, \"height\": 24, \"env\": {\"TERM\": \"xterm\"}}\n[0.1, \"o\", \"x\"]\n",
                "{\"version\": 3, \"term\": {\"cols\": 80, \"rows\": 24}}\n"
            })
    void acceptsWhatTheFormatSays(String text) throws IOException {
        assertThat(flaw(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n{\"version\": 2, \"width\": 80, \"height\": 24}",
                "{\"version\": 1, \"width\": 80, \"height\": 24, \"stdout\": []}",
                "{\"version\": 2, \"width\": 80}",
                "{\"version\": 2, \"term\": {\"cols\": 80, \"rows\": 24}}",
                "{\"version\": 3, \"width\": 80, \"height\": 24}",
                "{\"version\": \"2\", \"width\": 80, \"height\": 24}",
                "{\"version\": 2, \"width\": 80, \"height\": 24",
                "{\"version\": 2, \"width\": 80, \"height\": 24} {}",
                "[2, 80, 24]",
                "GIF89a"
            })
    void refusesAnythingElse(String text) throws IOException {
        assertThat(flaw(text)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"fffe0000", "0000feff7b", "fffe00006500", "ff7b"})
    void refusesWhatIsNoTextInItsOwnEncoding(String bytes) throws IOException {
        Path file = Files.write(directory.resolve("a.cast"), HexFormat.of().parseHex(bytes));

        assertThat(CastHeader.flaw(file)).isNotEmpty();
    }

    @Test
    void readsNoMoreThanABoundedFirstLine() throws IOException {
        String endless = "{\"version\": 2, \"width\": 80, \"height\": 24, \"title\": \"" + "x".repeat(70_000) + "\"}";

        assertThat(flaw(endless)).contains("its first line does not end within 64 KiB");
    }

    private Optional<String> flaw(String text) throws IOException {
        return CastHeader.flaw(Files.writeString(directory.resolve("a.cast"), text));
    }
}
