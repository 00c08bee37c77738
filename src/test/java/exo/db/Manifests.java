package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.kubernetes.client.openapi.JSON;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.Yaml;

/** Manifests for Kubernetes, as a cluster reads them. */
final class Manifests {
    private static final Path DIRECTORY = Path.of("scripts/kubernetes");
    private static final Gson GSON = new Gson();

    private Manifests() {}

    /** How {@code scripts/render-kubernetes} ended. */
    record Rendering(int code, String out, String err) {
        List<JsonObject> objects() {
            return documents(out);
        }
    }

    static Rendering render(String... options) throws IOException, InterruptedException {
        Path err = Files.createTempFile("render", ".err");
        try {
            Process process = new ProcessBuilder(
                            Stream.concat(Stream.of("scripts/render-kubernetes"), Stream.of(options))
                                    .toList())
                    .redirectError(err.toFile())
                    .start();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Rendering(process.waitFor(), out, Files.readString(err));
        } finally {
            Files.delete(err);
        }
    }

    /** What is wanted for the backend's own pods, of which it is a part. */
    static JsonObject backendPatch() throws IOException {
        return documents(Files.readString(DIRECTORY.resolve("backend-patch.yaml")))
                .getFirst();
    }

    static List<JsonObject> documents(String text) {
        List<JsonObject> documents = new ArrayList<>();
        new Yaml()
                .loadAll(text)
                .forEach(document -> documents.add(GSON.toJsonTree(document).getAsJsonObject()));
        return documents;
    }

    /** Fails where the API has no such field, wants another type, or misses one. */
    static void hold(JsonObject object, Class<?> type) {
        assertThat((Object) JSON.getGson().fromJson(object, type)).isNotNull();
    }

    static JsonObject object(List<JsonObject> objects, String kind, String name) {
        return objects.stream()
                .filter(object -> kind(object).equals(kind)
                        && name(object.getAsJsonObject("metadata")).equals(name))
                .findFirst()
                .orElseThrow();
    }

    static String kind(JsonObject object) {
        return object.get("kind").getAsString();
    }

    static String name(JsonObject object) {
        return object.get("name").getAsString();
    }

    /** What a workload's pods are to be, or nothing where the object is no workload. */
    static List<JsonObject> pods(JsonObject object) {
        return switch (kind(object)) {
            case "CronJob" -> List.of(within(object, "spec", "jobTemplate", "spec", "template", "spec"));
            case "Job", "Deployment", "StatefulSet" -> List.of(within(object, "spec", "template", "spec"));
            default -> List.of();
        };
    }

    static List<JsonObject> containers(JsonObject pod) {
        return Stream.of("initContainers", "containers")
                .flatMap(key -> list(pod, key))
                .toList();
    }

    static Stream<JsonObject> list(JsonObject object, String key) {
        JsonArray elements = object.has(key) ? object.getAsJsonArray(key) : new JsonArray();
        return StreamSupport.stream(elements.spliterator(), false).map(JsonElement::getAsJsonObject);
    }

    static List<String> texts(JsonObject object, String key) {
        return StreamSupport.stream(object.getAsJsonArray(key).spliterator(), false)
                .map(JsonElement::getAsString)
                .toList();
    }

    static JsonObject within(JsonObject object, String... keys) {
        JsonObject inner = object;
        for (String key : keys) {
            inner = inner.getAsJsonObject(key);
        }
        return inner;
    }

    /** The same for a file of Compose, whose variables have these values. */
    static JsonObject compose(Map<String, String> variables) throws IOException {
        String text = Files.readString(Path.of("scripts/compose.yaml"));
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            text = text.replace("${" + variable.getKey() + ":?see the top of compose.yaml}", variable.getValue());
        }
        return documents(text).getFirst();
    }
}
