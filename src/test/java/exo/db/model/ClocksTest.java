package exo.db.model;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.schema.Pending;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ClocksTest {
    private static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");

    @Test
    void believesAClockThatDiffersByFiveMinutes() {
        assertThat(new Clocks(NOON, NOON.plusSeconds(300), Optional.empty()).distrust("nothing is deleted"))
                .isEmpty();
        assertThat(new Clocks(NOON, NOON.minusSeconds(300), Optional.empty()).distrust("nothing is deleted"))
                .isEmpty();
    }

    @Test
    void doubtsAClockThatDiffersByMoreEitherWay() {
        assertThat(new Clocks(NOON, NOON.plusSeconds(301), Optional.empty()).distrust("nothing is deleted"))
                .map(Pending::id)
                .contains("clock.differs");
        assertThat(new Clocks(NOON, NOON.minusSeconds(301), Optional.empty()).distrust("nothing is deleted"))
                .map(Pending::id)
                .contains("clock.differs");
    }

    @Test
    void doubtsAClockThatIsBehindTheLastRun() {
        assertThat(new Clocks(NOON, NOON, Optional.of(NOON.plusSeconds(1))).distrust("nothing is deleted"))
                .map(Pending::id)
                .contains("clock.behind");
    }

    @Test
    void believesAClockThatHasReachedTheLastRun() {
        assertThat(new Clocks(NOON, NOON, Optional.of(NOON)).distrust("nothing is deleted"))
                .isEmpty();
    }
}
