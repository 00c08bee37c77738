package exo.db.render;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.failure.Finding;
import exo.db.failure.Finding.Severity;
import exo.db.sealing.ColumnFacts;
import exo.db.sealing.ColumnFacts.Rows;
import exo.db.sealing.ValueReport;
import exo.db.sealing.ValueSnapshot;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class ValueRenderingTest {
    private static final ValueReport DAMAGED = new ValueReport(
            new ValueSnapshot(
                    "1122334455667788",
                    List.of(),
                    "0a1b2c3d",
                    List.of(new ColumnFacts(
                            "log_sinks",
                            "config",
                            0,
                            3,
                            new TreeMap<>(Map.of("0a1b2c3d", 4L, "99999999", 2L)),
                            Rows.NONE,
                            new Rows(1, List.of("id-1")),
                            Rows.NONE,
                            List.of())),
                    List.of(),
                    Set.of()),
            List.of(new Finding("value.damaged", Severity.CRITICAL, "log_sinks.config: id-1", "restore it")));

    @Test
    void showsColumnsAndThenWhatIsTheMatter() {
        assertThat(printed(Output.TABLE)).isEqualTo("""
                root key 1122334455667788 opens the keyring; key 0a1b2c3d seals new values

                COLUMN            ROWS  NULL  OPENED  PLAINTEXT  DAMAGED  UNKNOWN KEY  OPENED BY KEY
                log_sinks.config  10    3     6       0          1        0            0a1b2c3d: 4, 99999999: 2

                critical value.damaged: log_sinks.config: id-1
                  next: restore it
                """);
    }

    @Test
    void givesProgramsEveryField() {
        assertThat(printed(Output.JSON))
                .isEqualTo("{\"root_key_fingerprint\":\"1122334455667788\",\"active_kid\":\"0a1b2c3d\","
                        + "\"findings\":[{\"id\":\"value.damaged\",\"severity\":\"critical\","
                        + "\"what\":\"log_sinks.config: id-1\",\"next\":\"restore it\"}],"
                        + "\"columns\":[{\"table\":\"log_sinks\",\"column\":\"config\",\"rows\":10,\"null\":3,"
                        + "\"good\":6,\"by_kid\":{\"0a1b2c3d\":4,\"99999999\":2},"
                        + "\"plaintext\":{\"count\":0,\"first_ids\":[]},"
                        + "\"damaged\":{\"count\":1,\"first_ids\":[\"id-1\"]},"
                        + "\"unknown_kid\":{\"count\":0,\"first_ids\":[]}}]}\n");
    }

    private static String printed(Output output) {
        StringWriter out = new StringWriter();
        Terminal terminal = Terminal.plain(new PrintWriter(out), new PrintWriter(new StringWriter()));
        new Renderer("backup-check", output, Renderer.Detail.NORMAL, terminal).result(new ValueRendering(DAMAGED));
        return out.toString();
    }
}
