package exo.db;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.gson.JsonObject;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** The JSON schemas of the objects that Kubernetes knows, as its Java client of another maker publishes them. */
final class KubernetesSchemas {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7);
    private static final String DEFINITIONS = "definitions";

    /** What the API takes as a word or a number; these schemas have what becomes of it in Java. */
    private static final List<String> PLAIN = List.of(
            "k8s_io_apimachinery_pkg_api_resource_Quantity",
            "kubernetes_resource_Quantity",
            "kubernetes_apimachinery_pkg_util_intstr_IntOrString");

    private static final Map<String, String> NAMES = Map.of(
            "v1", "core",
            "apps/v1", "apps",
            "batch/v1", "batch_v1",
            "policy/v1", "policy_v1",
            "networking.k8s.io/v1", "networking_v1");

    private KubernetesSchemas() {}

    /** What is wrong with an object by the schema of its kind. */
    static List<String> flaws(JsonObject object) throws IOException {
        String name = "kubernetes_" + NAMES.get(object.get("apiVersion").getAsString()) + "_" + Manifests.kind(object);
        ObjectNode schema = MAPPER.createObjectNode().put("$ref", "#/" + DEFINITIONS + "/" + name);
        schema.set(DEFINITIONS, definitions(name));
        return REGISTRY.getSchema(schema).validate(object.toString(), InputFormat.JSON).stream()
                .map(Object::toString)
                .toList();
    }

    /** Each group of the API brings a file of the same name. */
    private static ObjectNode definitions(String wanted) throws IOException {
        for (URL file : Collections.list(
                KubernetesSchemas.class.getClassLoader().getResources("schema/validation-schema.json"))) {
            try (InputStream text = file.openStream()) {
                JsonNode definitions = MAPPER.readTree(text).get(DEFINITIONS);
                if (definitions.has(wanted) && definitions instanceof ObjectNode found) {
                    PLAIN.forEach(name ->
                            found.putObject(name).putArray("type").add("string").add("number"));
                    return found;
                }
            }
        }
        throw new IllegalStateException("no schema of " + wanted);
    }
}
