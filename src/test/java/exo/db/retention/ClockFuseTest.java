package exo.db.retention;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.schema.Pending;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class ClockFuseTest {
    private static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");

    @Test
    void believesAClockThatDiffersByFiveMinutes() {
        assertThat(ClockFuse.judge(NOON, NOON.plusSeconds(300), null)).isEmpty();
        assertThat(ClockFuse.judge(NOON, NOON.minusSeconds(300), null)).isEmpty();
    }

    @Test
    void doubtsAClockThatDiffersByMoreEitherWay() {
        assertThat(ClockFuse.judge(NOON, NOON.plusSeconds(301), null))
                .map(Pending::id)
                .contains("clock.skew");
        assertThat(ClockFuse.judge(NOON, NOON.minusSeconds(301), null))
                .map(Pending::id)
                .contains("clock.skew");
    }

    @Test
    void doubtsAClockThatIsBehindTheLastRun() {
        assertThat(ClockFuse.judge(NOON, NOON, NOON.plusSeconds(1)))
                .map(Pending::id)
                .contains("clock.backwards");
    }

    @Test
    void believesAClockThatHasReachedTheLastRun() {
        assertThat(ClockFuse.judge(NOON, NOON, NOON)).isEmpty();
    }
}
