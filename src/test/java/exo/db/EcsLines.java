package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a test reads of a log in the Elastic Common Schema. */
final class EcsLines {
    private EcsLines() {}

    /**
     * Each line by its fields, a number as its text and what is no single value as nothing; fails where one is no such
     * line.
     */
    static List<Map<String, String>> of(String log) {
        return log.lines().map(EcsLines::line).toList();
    }

    private static Map<String, String> line(String text) {
        Map<String, String> fields = new LinkedHashMap<>();
        try (JsonParser json = new JsonFactory().createParser(text)) {
            assertThat(json.nextToken()).as(text).isEqualTo(JsonToken.START_OBJECT);
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                boolean isSingle = json.nextToken().isScalarValue();
                assertThat(fields.put(name, isSingle ? json.getText() : ""))
                        .as(name)
                        .isNull();
                json.skipChildren();
            }
            assertThat(json.nextToken()).as("all of " + text).isNull();
        } catch (IOException e) {
            throw new UncheckedIOException(text, e);
        }
        Instant.parse(fields.get("@timestamp"));
        assertThat(fields)
                .containsKeys("log.level", "message", "ecs.version")
                .containsEntry("service.name", "exo-db-cli");
        return fields;
    }
}
