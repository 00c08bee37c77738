package exo.db.backup;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.backup.RestoreFacts.Stored;
import exo.db.failure.Finding;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RestoreJudgeTest {
    private static final long VERSION = 7;

    @Test
    void findsNothingWhereAllIsAsItWas() {
        assertThat(judge(facts("a", new Stored(VERSION, "a")), null)).isEmpty();
        assertThat(judge(facts("a", new Stored(VERSION, "b")), manifest("a"))).isEmpty();
    }

    @Test
    void aCatalogThatIsNotTheManifestsIsCriticalWhateverTheDatabaseSaysOfItself() {
        assertThat(ids(judge(facts("a", new Stored(VERSION, "a")), manifest("b"))))
                .containsExactly("drill.schema");
    }

    @Test
    void aCatalogThatIsNotWhatTheDatabaseSaysIsCritical() {
        assertThat(ids(judge(facts("a", new Stored(VERSION, "b")), null))).containsExactly("drill.schema");
    }

    @Test
    void nothingIsSaidOfTheCatalogOfAReleaseThatThisOneDoesNotKnow() {
        assertThat(judge(facts("a", new Stored(VERSION - 1, "b")), null)).isEmpty();
        assertThat(judge(facts("a", new Stored(VERSION + 1, "b")), null)).isEmpty();
    }

    @Test
    void aDatabaseWithoutSchemaStateIsNotExos() {
        assertThat(judge(facts("a", null), manifest("a"))).singleElement().satisfies(finding -> {
            assertThat(finding.id()).isEqualTo("drill.schema");
            assertThat(finding.what()).contains("not a database of Exo's");
        });
    }

    @Test
    void indexesAndSequencesAreCriticalAndConstraintsAWarning() {
        RestoreFacts facts = new RestoreFacts(
                "a", new Stored(VERSION, "a"), List.of("i"), List.of("t.c"), List.of("s"), Instant.EPOCH);

        assertThat(judge(facts, null))
                .extracting(finding -> finding.severity() + " " + finding.id())
                .containsExactly("CRITICAL drill.index", "WARNING drill.constraint", "CRITICAL drill.sequence");
        assertThat(judge(facts, null).get(1).what()).contains("[t.c]");
    }

    private static List<Finding> judge(RestoreFacts facts, @Nullable Manifest manifest) {
        return RestoreJudge.judge(facts, VERSION, manifest);
    }

    private static List<String> ids(List<Finding> findings) {
        return findings.stream().map(Finding::id).toList();
    }

    private static RestoreFacts facts(String fingerprint, @Nullable Stored stored) {
        return new RestoreFacts(fingerprint, stored, List.of(), List.of(), List.of(), null);
    }

    private static Manifest manifest(String fingerprint) {
        return new Manifest(
                Instant.EPOCH,
                new Manifest.Server("1", "exo", "16.15", "0/1", "exo-db-cli"),
                "public",
                fingerprint,
                new Manifest.Keys("", ""),
                List.of(),
                null);
    }
}
