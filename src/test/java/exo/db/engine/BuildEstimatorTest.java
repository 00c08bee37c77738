package exo.db.engine;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.engine.BuildReading.Method;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class BuildEstimatorTest {
    private final BuildEstimator estimator = new BuildEstimator();

    @Test
    void counts27PercentForTheTableOnceRead() {
        assertThat(see("building index: scanning table", 50, 100, 10).percent()).isEqualTo(13);
        assertThat(see("building index: scanning table", 100, 100, 20).percent())
                .isEqualTo(27);
    }

    @Test
    void foretellsFromTheRateSoFar() {
        see("building index: scanning table", 50, 100, 10);

        BuildEstimator.Estimate estimate = see("building index: scanning table", 100, 100, 27);

        assertThat(estimate.left()).isEqualTo(Duration.ofSeconds(73));
    }

    @Test
    void doesNotCountTheTimeItWaitsForOthers() {
        see("waiting for writers before build", 0, 1, 100);

        BuildEstimator.Estimate estimate = see("building index: scanning table", 100, 100, 127);

        assertThat(estimate.left()).isEqualTo(Duration.ofSeconds(73));
    }

    @Test
    void foretellsNothingBeforeThereIsARate() {
        assertThat(see("building index: scanning table", 100, 100, 1).left()).isNull();
        assertThat(see("building index: scanning table", 1, 1000, 10).left()).isNotNull();
        assertThat(new BuildEstimator()
                        .see(reading("building index: scanning table", 1, 1000), Duration.ofSeconds(10))
                        .left())
                .isNull();
    }

    @Test
    void neverGoesBackInAPhaseThatDoesNoWorkOrThatItDoesNotKnow() {
        see("building index: loading tuples in tree", 100, 100, 10);

        assertThat(see("waiting for old snapshots", 0, 3, 20).percent()).isEqualTo(59);
        assertThat(see("a phase of a later release", 0, 0, 30).percent()).isEqualTo(59);
    }

    @Test
    void isDoneAfterTheTreeWhereWritersWait() {
        BuildReading loaded = new BuildReading(Method.PLAIN, "building index: loading tuples in tree", 9, 9);

        assertThat(estimator.see(loaded, Duration.ofSeconds(1)).percent()).isEqualTo(100);
    }

    private BuildEstimator.Estimate see(String phase, long done, long total, long seconds) {
        return estimator.see(reading(phase, done, total), Duration.ofSeconds(seconds));
    }

    private static BuildReading reading(String phase, long done, long total) {
        return new BuildReading(Method.CONCURRENT, phase, done, total);
    }
}
