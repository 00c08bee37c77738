package exo.db;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** The keys of a command's JSON with what its schema says of each, for its page. */
final class JsonKeys {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final List<String> CHOICES = List.of("oneOf", "anyOf", "allOf");

    private final Map<String, String> keys = new LinkedHashMap<>();

    private JsonKeys() {}

    /** Each key by its way from the top, as {@code steps[].step}; a name that is not fixed is {@code *}. */
    static Map<String, String> of(String schema) {
        JsonKeys keys = new JsonKeys();
        try {
            keys.collect("", MAPPER.readTree(schema));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(schema, e);
        }
        return keys.keys;
    }

    private void collect(String way, JsonNode node) {
        node.path("properties").properties().forEach(property -> {
            String key = way.isEmpty() ? property.getKey() : way + "." + property.getKey();
            keys.putIfAbsent(key, told(property.getValue()));
            collect(key, property.getValue());
        });
        if (node.path("additionalProperties").isObject()) {
            collect(way + ".*", node.get("additionalProperties"));
        }
        if (node.path("items").isObject()) {
            collect(way + "[]", node.get("items"));
        }
        for (String choice : CHOICES) {
            node.path(choice).forEach(option -> collect(way, option));
        }
    }

    private static String told(JsonNode node) {
        if (node.has("description")) {
            return node.get("description").textValue();
        }
        if (node.has("const")) {
            return node.get("const").asText() + ".";
        }
        StringJoiner words = new StringJoiner(", ", "", ".");
        node.path("enum").forEach(word -> words.add(word.asText()));
        if (words.length() > 1) {
            return words.toString();
        }
        node.path("type").forEach(type -> words.add(type.asText()));
        return words.length() > 1 ? words.toString() : node.path("type").asText("One of several forms") + ".";
    }
}
