package exo.db.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import exo.db.backup.ServerSnapshot.Archiver;
import exo.db.backup.ServerSnapshot.Slot;
import exo.db.failure.Finding;
import exo.db.failure.Finding.Severity;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ServerJudgeTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void findsNothingWhereAllIsWell() {
        assertThat(judge(archiver(NOON, NOON.minusSeconds(1), 8L), slot(true, "reserved", 2L << 30)))
                .isEmpty();
    }

    @Test
    void anArchiverThatFailedSinceItLastWorkedIsCritical() {
        assertThat(judge(archiver(NOON, NOON.plusSeconds(1), 0L)))
                .extracting(Finding::id, Finding::severity)
                .containsExactly(tuple("wal.archiver", Severity.CRITICAL));
        assertThat(judge(archiver(null, NOON, null))).extracting(Finding::id).containsExactly("wal.archiver");
    }

    @Test
    void anArchiverThatIsBehindIsAWarning() {
        assertThat(judge(archiver(NOON, null, 9L)))
                .extracting(Finding::id, Finding::severity)
                .containsExactly(tuple("wal.behind", Severity.WARNING));
    }

    @Test
    void aSlotThatFillsTheDiskOrLostWhatItNeedsIsAWarning() {
        Archiver well = archiver(NOON, null, 0L);

        assertThat(judge(well, slot(false, "extended", 2L << 30)))
                .extracting(Finding::id)
                .containsExactly("wal.slot");
        assertThat(judge(well, slot(false, "lost", 0))).extracting(Finding::id).containsExactly("wal.slot");
        assertThat(judge(well, slot(false, "reserved", 1L << 20))).isEmpty();
    }

    @Test
    void checksumsThatFailedAreWorseThanNone() {
        Archiver well = archiver(NOON, null, 0L);

        assertThat(ServerJudge.judge(new ServerSnapshot(NOON, well, List.of(), false, 0)))
                .extracting(Finding::id, Finding::severity)
                .containsExactly(tuple("checksums.off", Severity.WARNING));
        assertThat(ServerJudge.judge(new ServerSnapshot(NOON, well, List.of(), true, 3)))
                .extracting(Finding::id, Finding::severity)
                .containsExactly(tuple("checksums.failed", Severity.CRITICAL));
    }

    private static List<Finding> judge(Archiver archiver, Slot... slots) {
        return ServerJudge.judge(new ServerSnapshot(NOON, archiver, List.of(slots), true, 0));
    }

    private static Archiver archiver(@Nullable Instant archived, @Nullable Instant failed, @Nullable Long behind) {
        return new Archiver(true, archived, failed, 2, "000000010000000000000001", behind);
    }

    private static Slot slot(boolean isActive, String status, long held) {
        return new Slot("replica", isActive, status, held);
    }
}
