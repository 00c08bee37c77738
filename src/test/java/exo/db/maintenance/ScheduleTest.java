package exo.db.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalTime;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ScheduleTest {
    private static final Schedule TEN_PAST_MIDNIGHT = new Schedule(LocalTime.of(0, 10));

    @Test
    void aTaskThatNeverSucceededIsDue() {
        assertThat(isDue(TaskName.PURGE, null, "2026-03-10T12:00:00Z")).isTrue();
        assertThat(isDue(TaskName.CREATE, null, "2026-03-10T12:00:00Z")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-10T11:00:01Z, false",
        "2026-03-10T11:00:00Z, true",
        "2026-03-01T00:00:00Z, true",
    })
    void anHourlyTaskIsDueAnHourAfterItsLastSuccess(String success, boolean due) {
        assertThat(isDue(TaskName.CREATE, success, "2026-03-10T12:00:00Z")).isEqualTo(due);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-09T00:10:00Z, 2026-03-10T00:09:59Z, false",
        "2026-03-09T00:10:00Z, 2026-03-10T00:10:00Z, true",
        "2026-03-09T23:50:00Z, 2026-03-10T00:10:00Z, true",
        "2026-03-10T00:05:00Z, 2026-03-10T00:10:00Z, true",
        "2026-03-10T00:10:01Z, 2026-03-10T23:59:00Z, false",
        "2026-02-01T00:10:00Z, 2026-03-10T23:59:00Z, true",
    })
    void aDailyTaskIsDueOnceItsTimeOfTheDayHasPassedSinceItsLastSuccess(String success, String now, boolean due) {
        assertThat(isDue(TaskName.PURGE, success, now)).isEqualTo(due);
    }

    @Test
    void aSuccessInTheFutureIsOfAClockThatWasSetBackAndSaysNothing() {
        assertThat(isDue(TaskName.CREATE, "2027-03-10T12:00:00Z", "2026-03-10T12:00:00Z"))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "1, 59, false", "1, 60, true",
        "2, 119, false", "2, 120, true",
        "3, 239, false", "3, 240, true",
        "7, 3599, false", "7, 3600, true",
        "1000, 3599, false", "1000, 3600, true",
    })
    void aTaskThatFailedIsTriedAgainAfterPausesThatDoubleUpToAnHour(long failures, long seconds, boolean may) {
        Instant now = Instant.parse("2026-03-10T12:00:00Z");

        TaskHistory history = new TaskHistory(TaskName.DROP, null, now.minusSeconds(seconds), failures);

        assertThat(TEN_PAST_MIDNIGHT.mayTryAgain(history, now)).isEqualTo(may);
    }

    @Test
    void aTaskWithoutFailuresIsNotPaused() {
        Instant now = Instant.parse("2026-03-10T12:00:00Z");

        assertThat(TEN_PAST_MIDNIGHT.mayTryAgain(new TaskHistory(TaskName.DROP, now, now, 0), now))
                .isTrue();
    }

    @Test
    void theReplicasOfAnInstallationAgreeOnATimeThatThoseOfOneServerAreSpreadOver() {
        LocalTime from = LocalTime.of(0, 10);

        List<LocalTime> times = IntStream.range(0, 100)
                .mapToObj(number ->
                        Schedule.spread(from, "exo" + number + "/public").dailyAt())
                .toList();

        assertThat(Schedule.spread(from, "exo7/public").dailyAt()).isEqualTo(times.get(7));
        assertThat(times).allSatisfy(time -> assertThat(time).isBetween(from, from.plusMinutes(10)));
        assertThat(times.stream().map(LocalTime::getMinute).distinct()).hasSizeGreaterThan(5);
    }

    private static boolean isDue(TaskName task, @Nullable String success, String now) {
        Instant at = success == null ? null : Instant.parse(success);
        return TEN_PAST_MIDNIGHT.isDue(new TaskHistory(task, at, at, 0), Instant.parse(now));
    }
}
