package exo.db.dsn;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Reads the files of answers that were recorded from libpq; each file's head says how. */
final class RecordedAnswers {
    private RecordedAnswers() {}

    /** The lines behind the head, each as its unescaped fields. */
    static List<List<String>> read(String file) {
        try (InputStream stream = Objects.requireNonNull(RecordedAnswers.class.getResourceAsStream(file), file)) {
            return new String(stream.readAllBytes(), UTF_8)
                    .lines()
                    .dropWhile(line -> line.startsWith("#"))
                    .map(RecordedAnswers::fields)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> fields(String line) {
        return Arrays.stream(line.split("\t", -1)).map(String::translateEscapes).toList();
    }
}
