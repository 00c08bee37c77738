package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code scripts/bench/run} works; what it measures is nobody's promise here, where much else runs beside it. */
final class BenchmarkIT {
    @TempDir
    private Path temporary;

    @Test
    void measuresTheFirstMigrationBesidePsqlOnAServerOfItsOwn() throws IOException, InterruptedException {
        Path checkout = Path.of(System.getProperty("exo.test.launcher")).resolveSibling("scripts");
        Path json = temporary.resolve("figures.json");
        Path log = temporary.resolve("log");

        Process run = new ProcessBuilder(
                        checkout.resolve("bench/run").toString(),
                        "migrate-first",
                        "--pairs=2",
                        "--no-peers",
                        "--json=" + json)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();

        assertThat(run.waitFor()).as(Files.readString(log)).isZero();
        JsonNode report = new JsonMapper().readTree(json.toFile());
        assertThat(report.at("/versions/postgres-16").asText()).startsWith("16.");
        JsonNode table = report.at("/tables/0");
        assertThat(table.at("/case").asText()).isEqualTo("migrate-first");
        assertThat(table.at("/rows")).hasSize(2).allSatisfy(row -> {
            assertThat(row.at("/values")).hasSize(2);
            assertThat(row.at("/median").asDouble())
                    .isBetween(row.at("/min").asDouble(), row.at("/max").asDouble());
        });
        assertThat(table.at("/rows/0/name").asText()).isEqualTo("exo-db-cli");
        // A Java virtual machine takes more than the runner, below which nothing could be told.
        assertThat(table.at("/rows/0/peakMiB").asDouble()).isPositive();
        assertThat(table.at("/rows/1/name").asText()).isEqualTo("psql -1 -f");
    }
}
