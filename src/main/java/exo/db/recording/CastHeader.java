package exo.db.recording;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The first line of an asciicast file, as docs.asciinema.org specifies it: a JSON object with the version; version 2
 * has the terminal's width and height beside it, version 3 its cols and rows inside {@code term}.
 */
final class CastHeader {
    /** A header holds an environment and a theme, a few hundred bytes; what is longer is no header. */
    private static final int LONGEST = 64 * 1024;

    private static final JsonFactory JSON = new JsonFactory();

    private CastHeader() {}

    /** What is wrong with the header of that file, or nothing. Reads no more than the first line. */
    static Optional<String> flaw(Path file) throws IOException {
        try (InputStream stream = Files.newInputStream(file)) {
            byte[] start = stream.readNBytes(LONGEST);
            return flaw(start, firstLine(start));
        }
    }

    private static int firstLine(byte[] start) {
        int end = 0;
        while (end < start.length && start[end] != '\n') {
            end++;
        }
        return end;
    }

    private static Optional<String> flaw(byte[] start, int length) throws IOException {
        if (length == 0) {
            return Optional.of(start.length == 0 ? "the file is empty" : "its first line is empty");
        }
        if (length == LONGEST) {
            return Optional.of("its first line does not end within 64 KiB");
        }
        try (JsonParser parser = JSON.createParser(start, 0, length)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.of("its first line is no JSON object");
            }
            Map<String, Long> numbers = numbers(parser);
            return parser.nextToken() == null ? flaw(numbers) : Optional.of("its first line is more than one object");
        } catch (JsonProcessingException | CharConversionException e) {
            return Optional.of("its first line is not JSON");
        }
    }

    private static Optional<String> flaw(Map<String, Long> numbers) {
        long version = numbers.getOrDefault("version", 0L);
        if (version == 2) {
            return sized(numbers, "width", "height");
        }
        if (version == 3) {
            return sized(numbers, "term.cols", "term.rows");
        }
        return Optional.of("its first line does not say asciicast version 2 or 3");
    }

    private static Optional<String> sized(Map<String, Long> numbers, String columns, String rows) {
        return numbers.containsKey(columns) && numbers.containsKey(rows)
                ? Optional.empty()
                : Optional.of("its header lacks " + columns + " or " + rows);
    }

    /** The whole numbers of the object and of the objects directly in it, those by {@code outer.inner}. */
    private static Map<String, Long> numbers(JsonParser parser) throws IOException {
        Map<String, Long> numbers = new HashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (value == JsonToken.VALUE_NUMBER_INT) {
                numbers.put(name, parser.getLongValue());
            } else if (value == JsonToken.START_OBJECT && name.equals("term")) {
                numbers(parser).forEach((inner, number) -> numbers.put("term." + inner, number));
            } else {
                parser.skipChildren();
            }
        }
        return numbers;
    }
}
