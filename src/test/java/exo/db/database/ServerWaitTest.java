package exo.db.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import exo.db.database.ConnectionFailed.Cure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class ServerWaitTest {
    private final AtomicLong now = new AtomicLong();
    private final List<Duration> pauses = new ArrayList<>();
    private final List<Waiting> told = new ArrayList<>();
    private final Timing timing = new Timing(now::get, this::rest, new Random(1));
    private final ServerWait wait = new ServerWait(timing, told::add);

    @Test
    void triesOnceAndRestsNeverWithoutPatience() {
        assertThatThrownBy(() -> wait.until(Duration.ZERO, left -> fail(Cure.UNREACHABLE)))
                .isInstanceOf(ConnectionFailed.class);

        assertThat(pauses).isEmpty();
        assertThat(told).isEmpty();
    }

    @Test
    void restsLongerEachTimeUpToTwoSecondsAndEndsWithTheWait() {
        assertThatThrownBy(() -> wait.until(Duration.ofSeconds(60), left -> fail(Cure.STARTING)))
                .isInstanceOf(ConnectionFailed.class);

        assertThat(pauses.subList(0, 5))
                .zipSatisfy(
                        List.of(100, 200, 400, 800, 1600),
                        (pause, most) -> assertThat(pause.toMillis()).isBetween(most / 2L, (long) most));
        assertThat(pauses).allMatch(pause -> pause.compareTo(Duration.ofSeconds(2)) <= 0);
        assertThat(Duration.ofNanos(now.get())).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void saysBeforeEachPauseWhatIsInTheWayAndHowLongYet() {
        String result = wait.until(
                Duration.ofSeconds(60), left -> told.size() < 2 ? fail(Cure.FULL) : "after " + told.size() + " pauses");

        assertThat(result).isEqualTo("after 2 pauses");
        assertThat(told.getFirst())
                .isEqualTo(new Waiting("no free connection on db:5432: full", Duration.ZERO, Duration.ofSeconds(60)));
        assertThat(told.get(1).elapsed().plus(told.get(1).left())).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void endsAtOnceWithWhatWaitingCannotHelp() {
        for (Cure cure : List.of(
                Cure.PASSWORD,
                Cure.ROLE,
                Cure.ADDRESS,
                Cure.DATABASE,
                Cure.PRIVILEGE,
                Cure.CERTIFICATE,
                Cure.OTHER,
                Cure.POOLER,
                Cure.TOO_OLD)) {
            assertThatThrownBy(() -> wait.until(Duration.ofSeconds(60), left -> fail(cure)))
                    .isInstanceOf(ConnectionFailed.class);
        }

        assertThat(pauses).isEmpty();
    }

    private void rest(Duration pause) {
        pauses.add(pause);
        now.addAndGet(pause.toNanos());
    }

    private static String fail(Cure cure) {
        throw new ConnectionFailed(cure, "db:5432", "full", null);
    }
}
