package exo.db;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The alert rules for Prometheus, by Prometheus' own tool. */
final class AlertRulesTest {
    @Test
    void theRulesAreWellFormedAndFireWhenTheyShould() throws Exception {
        promtool("check", "rules", "scripts/prometheus/exo-db-cli.rules.yaml");
        promtool("test", "rules", "scripts/prometheus/exo-db-cli.tests.yaml");
    }

    private static void promtool(String task, String of, String file) throws IOException, InterruptedException {
        try {
            Process process = new ProcessBuilder("promtool", task, of, file)
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), UTF_8);
            assertThat(process.waitFor()).as(said).isZero();
        } catch (IOException e) {
            fail("promtool is needed: it is in the package prometheus of Debian", e);
        }
    }
}
