package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import exo.db.PackagedRoot.Run;
import exo.db.PackagedRoot.Started;
import exo.db.PackagedRoot.Volume;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** A pod's first container, run with the arguments, variables and volumes that its manifest gives it. */
final class PodTrial {
    private final PackagedRoot container;
    private final Map<String, Map<String, String>> secrets = new HashMap<>();
    private final Map<String, Map<String, String>> settings = new HashMap<>();

    /** With what these objects hold, and a root key. */
    PodTrial(PackagedRoot container, List<JsonObject> objects) {
        this.container = container;
        secrets.put("exo-encryption-key", Map.of("encryption-key", MigrateStage.KEY));
        for (JsonObject object : objects) {
            String name = Manifests.name(Manifests.within(object, "metadata"));
            switch (Manifests.kind(object)) {
                case "Secret" -> secrets.put(name, data(object, "stringData"));
                case "ConfigMap" -> settings.put(name, data(object, "data"));
                default -> {
                    // Holds nothing that a container reads.
                }
            }
        }
    }

    private static Map<String, String> data(JsonObject object, String key) {
        Map<String, String> data = new HashMap<>();
        Manifests.within(object, key).asMap().forEach((name, value) -> data.put(name, value.getAsString()));
        return data;
    }

    Run run(JsonObject pod) throws Exception {
        return PackagedRoot.finish(start(pod));
    }

    /** On a port that is free, in place of the one that a pod has to itself. */
    Started start(JsonObject pod) throws Exception {
        JsonObject first = Manifests.containers(pod).getFirst();
        List<String> arguments = new ArrayList<>(Manifests.texts(first, "args"));
        arguments.replaceAll(argument -> argument.replaceAll(":9188$", ":0"));
        return container.startContainer(volumes(pod, first), variables(first), arguments);
    }

    private Map<String, String> variables(JsonObject first) {
        Map<String, String> variables = new LinkedHashMap<>();
        Manifests.list(first, "env")
                .forEach(
                        variable -> value(variable).ifPresent(value -> variables.put(Manifests.name(variable), value)));
        return variables;
    }

    private Optional<String> value(JsonObject variable) {
        if (variable.has("value")) {
            return Optional.of(variable.get("value").getAsString());
        }
        JsonObject reference = Manifests.within(variable, "valueFrom", "secretKeyRef");
        Optional<String> value = Optional.ofNullable(secrets.get(Manifests.name(reference)))
                .map(secret -> secret.get(reference.get("key").getAsString()));
        assertThat(value.isPresent() || reference.has("optional"))
                .as(reference.toString())
                .isTrue();
        return value;
    }

    private List<Volume> volumes(JsonObject pod, JsonObject first) throws Exception {
        List<Volume> volumes = new ArrayList<>();
        for (JsonObject mount : Manifests.list(first, "volumeMounts").toList()) {
            String name = Manifests.name(mount);
            String place = mount.get("mountPath").getAsString();
            JsonObject volume = Manifests.list(pod, "volumes")
                    .filter(candidate -> Manifests.name(candidate).equals(name))
                    .findFirst()
                    .orElseThrow();
            if (volume.has("projected")) {
                volumes.add(new Volume(container.readable("secrets", projected(volume)), place + ":ro"));
            } else if (volume.has("configMap")) {
                Map<String, String> files = named(settings, Manifests.within(volume, "configMap"));
                volumes.add(new Volume(container.readable("settings", files), place + ":ro"));
            } else if (volume.has("persistentVolumeClaim")) {
                volumes.add(new Volume(container.writable("casts"), place));
            } else {
                // The container has one of its own.
                assertThat(place).isEqualTo("/tmp");
            }
        }
        return volumes;
    }

    private Map<String, String> projected(JsonObject volume) {
        Map<String, String> files = new HashMap<>();
        Manifests.list(Manifests.within(volume, "projected"), "sources").forEach(source -> {
            JsonObject secret = Manifests.within(source, "secret");
            Manifests.list(secret, "items")
                    .forEach(item -> files.put(
                            item.get("path").getAsString(),
                            Objects.requireNonNull(
                                    named(secrets, secret).get(item.get("key").getAsString()))));
        });
        return files;
    }

    /** What a pod refers to, without which it does not start. */
    private static Map<String, String> named(Map<String, Map<String, String>> kept, JsonObject reference) {
        String name = Manifests.name(reference);
        return Objects.requireNonNull(kept.get(name), name);
    }
}
