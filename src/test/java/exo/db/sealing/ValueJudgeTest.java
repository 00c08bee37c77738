package exo.db.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import exo.db.crypto.KeyWarning;
import exo.db.failure.ExitStatus;
import exo.db.failure.Finding;
import exo.db.failure.Finding.Severity;
import exo.db.sealing.ColumnFacts.Rows;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class ValueJudgeTest {
    private static final Rows TWO = new Rows(2, List.of("id-1", "id-2"));

    @Test
    void findsNothingWhereEveryValueOpens() {
        ValueSnapshot snapshot = snapshot(facts(Rows.NONE, Rows.NONE, Rows.NONE), Set.of("log_sinks.config"));

        assertThat(ValueJudge.judge(snapshot)).isEmpty();
        assertThat(status(snapshot)).isEqualTo(ExitStatus.DONE);
    }

    @Test
    void warnsOfPlaintextWhereSealingIsStillToCome() {
        ValueSnapshot snapshot = snapshot(facts(TWO, Rows.NONE, Rows.NONE), Set.of("log_sinks.other"));

        assertThat(ValueJudge.judge(snapshot))
                .extracting(Finding::id, Finding::severity)
                .containsExactly(tuple("value.plaintext", Severity.WARNING));
        assertThat(status(snapshot)).isEqualTo(ExitStatus.CHECK_WARNED);
    }

    @Test
    void takesPlaintextInASealedColumnForDamage() {
        ValueSnapshot snapshot = snapshot(facts(TWO, Rows.NONE, Rows.NONE), Set.of("log_sinks.config"));

        assertThat(ValueJudge.judge(snapshot)).singleElement().satisfies(finding -> {
            assertThat(finding.id()).isEqualTo("value.unsealed");
            assertThat(finding.severity()).isEqualTo(Severity.CRITICAL);
            assertThat(finding.what()).startsWith("log_sinks.config:").endsWith("in 2 rows: id-1, id-2");
        });
        assertThat(status(snapshot)).isEqualTo(ExitStatus.CHECK_FAILED);
    }

    @Test
    void namesTheRowsOfDamagedValues() {
        Rows many = new Rows(12, List.of("id-1", "id-2"));
        ValueSnapshot snapshot = snapshot(facts(Rows.NONE, many, Rows.NONE), Set.of());

        assertThat(ValueJudge.judge(snapshot)).singleElement().satisfies(finding -> {
            assertThat(finding.id()).isEqualTo("value.damaged");
            assertThat(finding.severity()).isEqualTo(Severity.CRITICAL);
            assertThat(finding.what())
                    .isEqualTo("log_sinks.config: values that do not open in 12 rows: id-1, id-2, ...");
        });
        assertThat(status(snapshot)).isEqualTo(ExitStatus.CHECK_FAILED);
    }

    @Test
    void namesTheKeysThatTheKeyringLacks() {
        ValueSnapshot snapshot = snapshot(facts(Rows.NONE, Rows.NONE, new Rows(1, List.of("id-9"))), Set.of());

        assertThat(ValueJudge.judge(snapshot)).singleElement().satisfies(finding -> {
            assertThat(finding.id()).isEqualTo("value.unknown-kid");
            assertThat(finding.severity()).isEqualTo(Severity.CRITICAL);
            assertThat(finding.what()).contains("deadbeef").endsWith("in 1 row: id-9");
        });
    }

    @Test
    void passesOnWhatIsToBeSaidAboutTheKeyAndAbsentColumns() {
        ValueSnapshot snapshot = new ValueSnapshot(
                "1122334455667788",
                List.of(new KeyWarning("key.ambiguous", "looks like hex", "use 64 digits")),
                "0a1b2c3d",
                List.of(),
                List.of("mcp_servers.config"),
                Set.of());

        List<Finding> findings = ValueJudge.judge(snapshot);

        assertThat(findings).extracting(Finding::id).containsExactly("key.ambiguous", "column.absent");
        assertThat(findings).extracting(Finding::severity).containsOnly(Severity.WARNING);
        assertThat(findings.getLast().what()).contains("mcp_servers.config");
    }

    @Test
    void countsEveryRowOnce() {
        ColumnFacts column = facts(TWO, TWO, new Rows(1, List.of("id-9")));

        assertThat(column.good()).isEqualTo(7);
        assertThat(column.rows()).isEqualTo(3 + 7 + 2 + 2 + 1);
    }

    private static ExitStatus status(ValueSnapshot snapshot) {
        return new ValueReport(snapshot, ValueJudge.judge(snapshot)).exitStatus();
    }

    private static ValueSnapshot snapshot(ColumnFacts column, Set<String> sealed) {
        return new ValueSnapshot("1122334455667788", List.of(), "0a1b2c3d", List.of(column), List.of(), sealed);
    }

    private static ColumnFacts facts(Rows plaintext, Rows damaged, Rows unknown) {
        TreeMap<String, Long> good = new TreeMap<>();
        good.put("0a1b2c3d", 4L);
        good.put("99999999", 3L);
        return new ColumnFacts("log_sinks", "config", 0, 3, good, plaintext, damaged, unknown, List.of("deadbeef"));
    }
}
