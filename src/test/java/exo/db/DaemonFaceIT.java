package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The daemon as monitoring and browsers see it: the real program, a real server, a real browser. */
@ExtendWith(PostgresExtension.class)
@Timeout(120)
final class DaemonFaceIT {
    private static final String HELD = "30000000-0000-0000-0000-000000000001";
    private static final String MARKUP = "<script>alert(1)</script>";

    private final HttpClient client = HttpClient.newHttpClient();
    private Process daemon;
    private URI address;

    @BeforeEach
    void start(TestDatabase database) throws Exception {
        assertThat(MigrateStage.migrateTo(database.dsn()).code()).isZero();
        fill(database);
        daemon = ProgramProcess.start(
                database.dsn(), "serve-maintenance", "--task", "health", "--listen", "127.0.0.1:0");
        String line = ProgramProcess.awaitLine(daemon, "listening on http://");
        address = URI.create(line.substring(line.indexOf("http://")));
        ProgramProcess.awaitLine(daemon, "health ok");
    }

    @AfterEach
    void stop() throws Exception {
        daemon.destroy();
        assertThat(daemon.waitFor()).isZero();
    }

    @Test
    void saysThatItLivesAndIsReady() throws Exception {
        assertThat(get("/livez").statusCode()).isEqualTo(200);
        assertThat(get("/readyz").body()).isEqualTo("ready\n");
    }

    @Test
    void livesOnWithoutADatabaseAndSaysThatItIsNotReady(TestDatabase database) throws Exception {
        database.discard();

        HttpResponse<String> ready = get("/readyz");
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.body()).contains("; next: ");
        assertThat(get("/livez").statusCode()).isEqualTo(200);
        assertThat(get("/metrics").body()).contains("\nexo_db_up 0.0\n").doesNotContain("exo_db_partitions{");
        assertThat(get("/status.json").statusCode()).isEqualTo(503);
        assertThat(get("/").statusCode()).isEqualTo(503);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "HEAD", "OPTIONS"})
    void answersGetOnly(String method) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(address.resolve("/"))
                .method(method, BodyPublishers.noBody())
                .build();

        HttpResponse<String> response = client.send(request, BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("Allow")).contains("GET");
    }

    @Test
    void figuresHaveHelpAndAUnitAndNoLabelOfADeployment() throws Exception {
        String figures = get("/metrics").body();

        assertThat(figures)
                .contains("\nexo_db_up 1.0\n")
                .contains("\nexo_db_leader 1.0\n")
                .contains("\nexo_db_task_runs_total{outcome=\"ok\",task=\"health\"} 1.0\n")
                .contains("\nexo_db_task_runs_total{outcome=\"failed\",task=\"purge\"} 0.0\n")
                .contains("\nexo_db_default_partition_rows{table=\"session_events\"} 1.0\n")
                .doesNotContain("deployment=");
        for (String line : figures.lines().filter(line -> !line.startsWith("#")).toList()) {
            String family = line.replaceAll("(_count|_sum)?[ {].*", "");
            assertThat(figures).contains("# HELP " + family + " ").contains("# TYPE " + family + " ");
        }
    }

    @Test
    void everyFigureThatAnAlertIsAboutIsThere() throws Exception {
        String figures = get("/metrics").body();

        List<String> named = Pattern.compile("exo_db_\\w+")
                .matcher(Files.readString(Path.of("scripts/prometheus/exo-db-cli.rules.yaml")))
                .results()
                .map(MatchResult::group)
                .distinct()
                .toList();
        assertThat(named)
                .hasSizeGreaterThan(5)
                .allSatisfy(name -> assertThat(figures).contains("# TYPE " + name + " "));
    }

    @Test
    void showsTheSameStatusAsTheCommand(TestDatabase database) throws Exception {
        String shown = get("/status.json").body();

        String command = CommandRun.of(MigrateStage.environment(database.dsn()), "status", "--output", "json")
                .out();
        assertThat(part(shown, "schema")).isEqualTo(part(command, "schema"));
        assertThat(part(shown, "retention")).isEqualTo(part(command, "retention"));
        assertThat(shown).startsWith("{\"daemon\":{").contains("\"leads\":true");
    }

    @Test
    void thePageLoadsNothingAndObeysNoTextOfTheDatabase() throws Exception {
        HttpResponse<String> page = get("/");

        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .startsWith("default-src 'none'; style-src 'unsafe-inline'");
        assertThat(page.body())
                .contains("&lt;script&gt;alert(1)&lt;/script&gt;")
                .doesNotContain("<script")
                .doesNotContain("src=")
                .doesNotContain("href=")
                .doesNotContain(MigrateStage.KEY);
    }

    @Test
    void thePageNamesTheDeploymentThatKeepsAMonthAndHasItsIdAtHand() throws Exception {
        assertThat(get("/").body())
                .contains("<td title=\"" + HELD + "\">held by a retention hold of deployment prod &lt;b&gt; until it is"
                        + " released</td><td>session_events_2020_01</td>");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 800, 1400})
    void aBrowserShowsThePageAtAnyWidth(int width, @TempDir Path directory) throws Exception {
        Path picture = directory.resolve("page.png");

        String document = Browser.show(address.resolve("/"), width, picture);

        assertThat(Pattern.compile("<td class=\"(current|kept|future|pinned|expired)\"")
                        .matcher(document)
                        .results())
                .hasSizeGreaterThanOrEqualTo(14);
        assertThat(ImageIO.read(picture.toFile()).getWidth()).isEqualTo(width);
        assertThat(colours(picture)).hasSizeGreaterThan(20);
    }

    /** A name that is markup, a month that a hold pins, and a row that no month took. */
    private static void fill(TestDatabase database) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("insert into maintenance_runs (command, trigger, holder, outcome, finished_at)"
                    + " values ('migrate', 'manual', '" + MARKUP + "', 'ok', now())");
            statement.execute("update encryption_keys set escrow_verified_at = now()");
            statement.execute("create table session_events_2020_01 partition of session_events"
                    + " for values from ('2020-01-01 00:00Z') to ('2020-02-01 00:00Z')");
            statement.execute("insert into tenants (id, name, slug) values ('" + HELD + "', 'a', 'a')");
            statement.execute("insert into deployments (id, tenant_id, name) values ('" + HELD + "', '" + HELD
                    + "', 'prod <b>')");
            statement.execute("insert into retention_holds (deployment_id, reason, placed_by) values ('" + HELD
                    + "', 'case', 'me')");
            statement.execute("insert into session_events (session_id, tenant_id, deployment_id, seq, type, created_at)"
                    + " values (gen_random_uuid(), '" + HELD + "', '" + HELD + "', 1, 'x', '2020-01-02 00:00Z')");
            statement.execute(
                    "insert into session_events (session_id, tenant_id, deployment_id, seq, type, created_at)"
                            + " values (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 1, 'x', now() + interval '9 years')");
        }
    }

    private static Set<Integer> colours(Path picture) throws IOException {
        BufferedImage image = ImageIO.read(picture.toFile());
        Set<Integer> colours = new HashSet<>();
        for (int x = 0; x < image.getWidth(); x += 3) {
            for (int y = 0; y < image.getHeight(); y += 3) {
                colours.add(image.getRGB(x, y));
            }
        }
        return colours;
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(address.resolve(path)).build(), BodyHandlers.ofString());
    }

    /** The object under that key, which is no object of another name. */
    private static String part(String json, String key) {
        int start = json.indexOf("\"" + key + "\":{");
        return json.substring(start, json.indexOf('}', start));
    }
}
