package exo.db.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class VitalsTest {
    private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 5);
    private final Vitals vitals = new Vitals(nanoTime::get);

    @Test
    void aLoopThatTurnsIsAliveAndOneThatIsSilentForTwoMinutesIsNot() {
        vitals.note(new MaintenanceEvent.Alive());

        pass(Duration.ofMinutes(2).minusNanos(1));
        boolean justBefore = vitals.isAlive();
        pass(Duration.ofNanos(1));

        assertThat(justBefore).isTrue();
        assertThat(vitals.isAlive()).isFalse();
        assertThat(vitals.silence()).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void aTaskIsGivenAnHourBetweenTwoSigns() {
        vitals.note(new MaintenanceEvent.TaskBegan(TaskName.PURGE));

        pass(Duration.ofMinutes(59));
        boolean atWork = vitals.isAlive();
        vitals.note(new MaintenanceEvent.Alive());
        pass(Duration.ofHours(1));

        assertThat(atWork).isTrue();
        assertThat(vitals.task()).contains(TaskName.PURGE);
        assertThat(vitals.isAlive()).isFalse();
    }

    @Test
    void knowsWhetherItLeadsAndElseWhatItWaitsFor() {
        vitals.note(new MaintenanceEvent.LeaseTaken(7));
        boolean led = vitals.term().isPresent();
        vitals.note(new MaintenanceEvent.LeaseLost(7));
        vitals.note(new MaintenanceEvent.Waiting("other/1 leads"));

        assertThat(led).isTrue();
        assertThat(vitals.term()).isEmpty();
        assertThat(vitals.waitsFor()).isEqualTo("other/1 leads");
    }

    private void pass(Duration duration) {
        nanoTime.addAndGet(duration.toNanos());
    }
}
