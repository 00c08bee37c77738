package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code scripts/bench/run} works. How long things take is nobody's promise here, where much else runs beside it; what
 * is loaded is one.
 */
final class BenchmarkIT {
    @TempDir
    private static Path temporary;

    private static JsonNode report;

    @BeforeAll
    static void measure() throws IOException, InterruptedException {
        Path scripts = Path.of(System.getProperty("exo.test.launcher")).resolveSibling("scripts");
        Path json = temporary.resolve("figures.json");
        Path log = temporary.resolve("log");

        Process run = new ProcessBuilder(
                        scripts.resolve("bench/run").toString(),
                        "migrate-first",
                        "classes",
                        "--pairs=2",
                        "--no-peers",
                        "--json=" + json)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();

        // 1: a figure was missed, which is the machine's matter and not this test's; what was measured is there all the
        // same.
        assertThat(run.waitFor()).as(Files.readString(log)).isIn(0, 1);
        assertThat(json).as(Files.readString(log)).exists();
        report = new JsonMapper().readTree(json.toFile());
    }

    @Test
    void measuresTheFirstMigrationBesidePsqlOnAServerOfItsOwn() {
        JsonNode table = table("migrate-first");
        JsonNode sessions = table("migrate-first-sessions");

        assertThat(report.at("/versions/postgres-16").asText()).startsWith("16.");
        assertThat(sessions.at("/rows"))
                .hasSize(2)
                .allSatisfy(row -> assertThat(row.at("/median").asDouble()).isPositive());
        assertThat(table.at("/rows/0/name").asText()).isEqualTo("exo-db-cli");
        assertThat(table.at("/rows/0/peakMiB").asDouble()).isPositive();
        assertThat(table.at("/rows/1/name").asText()).isEqualTo("psql -1 -f");
        assertThat(table.at("/rows")).hasSize(2).allSatisfy(row -> {
            assertThat(row.at("/values")).hasSize(2);
            assertThat(row.at("/median").asDouble())
                    .isBetween(row.at("/min").asDouble(), row.at("/max").asDouble());
        });
    }

    @Test
    void findsThatABootWithNothingToDoNeedsNoJooqPoolLoggerColoursOrJson() {
        JsonNode table = table("classes");

        Map<String, Integer> loaded = new TreeMap<>();
        table.at("/rows")
                .forEach(row ->
                        loaded.put(row.at("/name").asText(), row.at("/median").asInt()));
        assertThat(loaded)
                .containsEntry("jOOQ", 0)
                .containsEntry("slf4j and logback", 0)
                .containsEntry("jansi", 0)
                .containsEntry("HikariCP", 0)
                .containsEntry("Jackson", 0)
                .hasEntrySatisfying("exo.db", count -> assertThat(count).isPositive())
                .hasEntrySatisfying("pgjdbc", count -> assertThat(count).isPositive());
    }

    private static JsonNode table(String measured) {
        for (JsonNode table : report.at("/tables")) {
            if (table.at("/case").asText().equals(measured)) {
                return table;
            }
        }
        throw new AssertionError("no table " + measured);
    }
}
