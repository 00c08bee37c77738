package exo.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import exo.db.Manifests.Rendering;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1CronJob;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Secret;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The manifests for Kubernetes against its API, and how they are rendered. */
final class KubernetesTest {
    private static final Map<String, Class<?>> TYPES = Map.ofEntries(
            Map.entry("v1 Secret", V1Secret.class),
            Map.entry("v1 ConfigMap", V1ConfigMap.class),
            Map.entry("v1 Service", V1Service.class),
            Map.entry("v1 PersistentVolumeClaim", V1PersistentVolumeClaim.class),
            Map.entry("apps/v1 Deployment", V1Deployment.class),
            Map.entry("apps/v1 StatefulSet", V1StatefulSet.class),
            Map.entry("batch/v1 Job", V1Job.class),
            Map.entry("batch/v1 CronJob", V1CronJob.class),
            Map.entry("policy/v1 PodDisruptionBudget", V1PodDisruptionBudget.class),
            Map.entry("networking.k8s.io/v1 NetworkPolicy", V1NetworkPolicy.class));

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void everyObjectIsOneThatTheApiKnows(String postgres) throws Exception {
        List<JsonObject> objects =
                Manifests.render("--postgres=" + postgres, "--namespace", "exo").objects();

        assertThat(objects).hasSizeGreaterThanOrEqualTo(7).allSatisfy(object -> {
            String kind = object.get("apiVersion").getAsString() + " " + Manifests.kind(object);
            Class<?> type = Objects.requireNonNull(TYPES.get(kind), kind);
            Manifests.hold(object, type);
            assertThat(KubernetesSchemas.flaws(object)).as(kind).isEmpty();
            assertThat(Manifests.within(object, "metadata").get("namespace").getAsString())
                    .isEqualTo("exo");
        });
        assertThat(objects.stream().map(Manifests::kind).distinct().toList())
                .contains("ConfigMap", "Job", "CronJob", "Deployment", "PersistentVolumeClaim")
                .contains("NetworkPolicy", "PodDisruptionBudget");
    }

    @Test
    void theInitContainerIsOneThatTheApiKnows() throws IOException {
        assertThat(Manifests.containers(Manifests.pods(Manifests.backendPatch()).getFirst()))
                .hasSize(1)
                .allSatisfy(container -> Manifests.hold(container, V1Container.class));
    }

    @Test
    void aMisspeltFieldAndAWrongTypeWouldBeSeen() throws Exception {
        JsonObject misspelt = daemon();
        Manifests.within(misspelt, "spec", "template", "spec").addProperty("automountServiceAcountToken", false);
        JsonObject wrong = daemon();
        Manifests.within(wrong, "spec").add("replicas", new JsonPrimitive("two"));
        JsonObject deep = daemon();
        Manifests.containers(Manifests.pods(deep).getFirst())
                .getFirst()
                .getAsJsonObject("livenessProbe")
                .addProperty("timeOutSeconds", 5);
        JsonObject missing = daemon();
        Manifests.within(missing, "spec").remove("selector");

        assertThat(List.of(misspelt, wrong, deep, missing))
                .allSatisfy(object -> assertThatThrownBy(() -> Manifests.hold(object, V1Deployment.class))
                        .isInstanceOf(RuntimeException.class));
    }

    @Test
    void whatTheSchemasForbidWouldBeSeen() throws Exception {
        JsonObject wrong = daemon();
        Manifests.within(wrong, "spec").add("replicas", new JsonPrimitive("two"));
        JsonObject deep = daemon();
        Manifests.within(deep, "spec", "template", "spec").add("volumes", new JsonObject());

        assertThat(List.of(wrong, deep))
                .allSatisfy(
                        object -> assertThat(KubernetesSchemas.flaws(object)).hasSize(1));
    }

    @Test
    void everyPodKeepsToTheRestrictedProfile() throws Exception {
        List<JsonObject> pods = Stream.concat(
                        Manifests.render("--postgres=true").objects().stream(), Stream.of(Manifests.backendPatch()))
                .flatMap(object -> Manifests.pods(object).stream())
                .toList();

        assertThat(pods)
                .hasSize(5)
                .allSatisfy(pod -> assertThat(Manifests.containers(pod))
                        .isNotEmpty()
                        .allSatisfy(container -> assertRestricted(pod, container)));
    }

    private static void assertRestricted(JsonObject pod, JsonObject container) {
        JsonObject own = Manifests.within(container, "securityContext");
        JsonObject shared = pod.has("securityContext") ? Manifests.within(pod, "securityContext") : own;
        assertThat(shared.get("runAsNonRoot").getAsBoolean()).isTrue();
        assertThat(shared.get("runAsUser").getAsInt()).isPositive();
        assertThat(Manifests.within(shared, "seccompProfile").get("type").getAsString())
                .isEqualTo("RuntimeDefault");
        assertThat(own.get("allowPrivilegeEscalation").getAsBoolean()).isFalse();
        assertThat(own.get("readOnlyRootFilesystem").getAsBoolean()).isTrue();
        assertThat(Manifests.texts(Manifests.within(own, "capabilities"), "drop"))
                .containsExactly("ALL");
        assertThat(Manifests.within(container, "resources").keySet()).containsExactlyInAnyOrder("requests", "limits");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "host=db user=exo password='it''s'",
                "host=db password=$HOME`id`$(id)\\n",
                "postgres://u:p%40@db/exo?sslmode=require#x",
                " leading: and #not a comment ",
                "\"quoted\" 'both' ''",
                "password=äöü - [a, b] {c: d} !tag &x *y %z @",
                "true",
            })
    void anyConnectionStringComesIntoTheSecretAsItIs(String dsn) throws Exception {
        Path file = Files.writeString(directory.resolve("dsn"), dsn + "\n");

        Rendering given = Manifests.render("--db-dsn", dsn);
        Rendering read = Manifests.render("--db-dsn-file=" + file);

        for (Rendering rendering : List.of(given, read)) {
            JsonObject secret = Manifests.object(rendering.objects(), "Secret", "exo-database");
            assertThat(Manifests.within(secret, "stringData").get("dsn").getAsString())
                    .isEqualTo(dsn);
            assertThat(rendering.err()).doesNotContain(dsn);
        }
        assertThat(given.out()).isEqualTo(read.out());
    }

    @Test
    void aPasswordOnTheCommandLineIsWarnedOfAndOneInAFileIsNot() throws Exception {
        Path file = Files.writeString(directory.resolve("dsn"), "host=db password=x");

        assertThat(Manifests.render("--db-dsn", "postgres://u:x@db/exo").err()).contains("use --db-dsn-file");
        assertThat(Manifests.render("--db-dsn-file", file.toString()).err()).doesNotContain("warning");
        assertThat(Manifests.render("--db-dsn", "host=db").err()).doesNotContain("warning");
    }

    @Test
    void whatIsSaidTakesThePlaceOfWhatTheFilesSay() throws Exception {
        List<JsonObject> objects = Manifests.render(
                        "--image=registry.example:5000/exo/db@sha256:0123",
                        "--schedule",
                        "*/5 1 * * 1-5",
                        "--casts-size",
                        "7Gi",
                        "--casts-class",
                        "123",
                        "--namespace=true",
                        "--db-port=6000")
                .objects();

        assertThat(objects.stream()
                        .flatMap(object -> Manifests.pods(object).stream())
                        .flatMap(pod -> Manifests.containers(pod).stream()))
                .hasSize(3)
                .allSatisfy(container -> assertThat(container.get("image").getAsString())
                        .isEqualTo("registry.example:5000/exo/db@sha256:0123"));
        assertThat(objects.toString())
                .contains("\"schedule\":\"*/5 1 * * 1-5\"", "\"storage\":\"7Gi\"", "\"storageClassName\":\"123\"")
                .contains("\"namespace\":\"true\"", "\"port\":6000")
                .doesNotContain("5432");
    }

    @Test
    void theSameOptionsPrintTheSameText() throws Exception {
        assertThat(Manifests.render("--postgres=true")).isEqualTo(Manifests.render("--postgres=true"));
    }

    @Test
    void everythingReferredToIsThereOrAskedFor() throws Exception {
        for (String postgres : List.of("true", "false")) {
            Rendering rendering = Manifests.render("--postgres=" + postgres);
            List<JsonObject> objects = rendering.objects();

            assertThat(objects.stream().flatMap(object -> Manifests.pods(object).stream()))
                    .flatExtracting(KubernetesTest::referredTo)
                    .isNotEmpty()
                    .allSatisfy(name -> assertThat(objects.stream()
                                            .anyMatch(object -> Manifests.name(Manifests.within(object, "metadata"))
                                                    .equals(name))
                                    || rendering.err().contains("generic " + name + " "))
                            .as(name)
                            .isTrue());
        }
    }

    /** Secrets, maps of settings and claims that a pod cannot start without. */
    private static List<String> referredTo(JsonObject pod) {
        return Manifests.list(pod, "volumes")
                .flatMap(volume -> {
                    if (volume.has("projected")) {
                        return Manifests.list(Manifests.within(volume, "projected"), "sources")
                                .map(source -> Manifests.name(Manifests.within(source, "secret")));
                    }
                    if (volume.has("configMap")) {
                        return Stream.of(Manifests.name(Manifests.within(volume, "configMap")));
                    }
                    if (volume.has("secret")) {
                        return Stream.of(Manifests.within(volume, "secret")
                                .get("secretName")
                                .getAsString());
                    }
                    return volume.has("persistentVolumeClaim")
                            ? Stream.of(Manifests.within(volume, "persistentVolumeClaim")
                                    .get("claimName")
                                    .getAsString())
                            : Stream.empty();
                })
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--postgres=maybe",
                "--help-me",
                "word",
                "--namespace=Exo",
                "--namespace=a: b",
                "--image=x y",
                "--schedule=daily",
                "--db-dsn=host=a\nhost=b",
                "--db-dsn=host=a\tb",
                "--db-dsn-file=/nonexistent",
                "--db-port=70000",
                "--casts-size=much",
                "--db-dsn=",
                "--image",
            })
    void whatCannotBeRenderedIsRefusedWithoutOutput(String option) throws Exception {
        Rendering rendering = Manifests.render(option);

        assertThat(rendering.code()).isEqualTo(2);
        assertThat(rendering.out()).isEmpty();
        assertThat(rendering.err()).startsWith("render-kubernetes: ");
    }

    @Test
    void twoAnswersToOneQuestionAreRefused() throws Exception {
        assertThat(Manifests.render("--postgres=true", "--db-dsn", "host=db").code())
                .isEqualTo(2);
        assertThat(Manifests.render("--db-dsn", "host=db", "--db-dsn-file", "/dev/null")
                        .code())
                .isEqualTo(2);
    }

    @Test
    void theImageHoldsNothingButTheRootFileSystemThatIsTried() throws IOException {
        List<String> instructions = Files.readAllLines(Path.of("scripts/container/Containerfile"));

        assertThat(instructions.subList(instructions.indexOf("FROM scratch"), instructions.size()))
                .containsExactly(
                        "FROM scratch",
                        "COPY --from=build /root-file-system /",
                        "USER 65532:65532",
                        "ENTRYPOINT [\"/usr/bin/exo-db-cli\"]",
                        "CMD [\"--help\"]");
        assertThat(instructions).contains("RUN EXO_DB_CLI_BUILD=off scripts/container/rootfs /root-file-system");
    }

    private static JsonObject daemon() throws IOException, InterruptedException {
        return Manifests.object(Manifests.render().objects(), "Deployment", "exo-db-maintenance");
    }
}
