package exo.db.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class BatchPaceTest {
    private final BatchPace pace = new BatchPace(BatchPace.Manner.USUAL);

    @Test
    void takesOnMoreWhileBatchesAreQuickUpToALimit() {
        long first = pace.rows();

        learn(Duration.ofMillis(1), 100);

        assertThat(pace.rows()).isGreaterThan(first).isEqualTo(5_000);
        assertThat(pace.pages()).isEqualTo(2_048);
    }

    @Test
    void takesOnHalfAsMuchAtOnceWhenABatchWasSlow() {
        learn(Duration.ofMillis(1), 100);
        long before = pace.rows();

        learn(Duration.ofMillis(80), 1);

        assertThat(pace.rows()).isEqualTo(before / 2);
    }

    @Test
    void neverStopsHoweverSlowTheRowsAre() {
        learn(Duration.ofSeconds(2), 100);

        assertThat(pace.rows()).isEqualTo(1);
        assertThat(pace.pages()).isEqualTo(1);
    }

    @Test
    void looksThroughMoreWhereNothingIsToBeFilledWithoutTakingOnMoreRows() {
        long rows = pace.rows();
        long pages = pace.pages();

        pace.learn(Duration.ofMillis(1), 0);

        assertThat(pace.rows()).isEqualTo(rows);
        assertThat(pace.pages()).isGreaterThan(pages);
    }

    @Test
    void leavesTheTableToOthersHalfAsLongAsItTook() {
        assertThat(pace.rest(Duration.ofMillis(50))).isEqualTo(Duration.ofMillis(25));
    }

    @Test
    void restsNeverWhereNobodyIsThereAndTwiceAsLongBesideOthers() {
        assertThat(new BatchPace(BatchPace.Manner.ALONE).rest(Duration.ofMillis(50)))
                .isEqualTo(Duration.ZERO);
        assertThat(new BatchPace(BatchPace.Manner.GENTLE).rest(Duration.ofMillis(10)))
                .isEqualTo(Duration.ofMillis(20));
    }

    private void learn(Duration taken, int times) {
        for (int time = 0; time < times; time++) {
            pace.learn(taken, pace.rows());
        }
    }
}
