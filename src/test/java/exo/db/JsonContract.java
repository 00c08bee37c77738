package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a command prints as JSON, held against the schema that it publishes; keys that this does not name are wrong.
 * Every command line that a test runs in this process is held to it.
 */
final class JsonContract {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private static final Map<String, Schema> SCHEMAS = new ConcurrentHashMap<>();

    private JsonContract() {}

    /** Fails where a result or a failure in JSON is not as it says. */
    static void hold(String command, String out, String err) {
        if (out.startsWith("{") && !command.equals("json-schema")) {
            assertThat(flaws(command, out)).as("%s: %s", command, out).isEmpty();
        }
        if (err.startsWith("{\"error\":")) {
            assertThat(flaws("error", err)).as("%s: %s", command, err).isEmpty();
        }
    }

    private static List<String> flaws(String name, String json) {
        return SCHEMAS.computeIfAbsent(name, JsonContract::schema).validate(json, InputFormat.JSON).stream()
                .map(Object::toString)
                .toList();
    }

    private static Schema schema(String name) {
        String text =
                CommandRun.of(Map.of(), ("json-schema " + name).split(" ", -1)).out();
        try {
            JsonNode schema = MAPPER.readTree(text);
            close(schema);
            return REGISTRY.getSchema(schema);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(name, e);
        }
    }

    /** Readers pass over what they do not know; here it is an error. */
    private static void close(JsonNode node) {
        if (node instanceof ObjectNode object && object.has("properties") && !object.has("additionalProperties")) {
            object.put("additionalProperties", false);
        }
        node.forEach(JsonContract::close);
    }
}
