package exo.db.maintenance;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/**
 * When tasks are due. Whatever was missed, a task that is overdue is due once.
 *
 * @param dailyAt when the daily tasks are due, in UTC
 */
public record Schedule(LocalTime dailyAt) {
    private static final Duration HOUR = Duration.ofHours(1);

    /** Long enough for a lock to be released, short enough that nobody notices. */
    private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);

    /** From here on a pause is longer than {@link #LONGEST_PAUSE}. */
    private static final int MOST_DOUBLINGS = 6;

    private static final Duration LONGEST_PAUSE = HOUR;

    /** Over so much time the installations that share a server spread their daily work. */
    private static final int SPREAD_SECONDS = 600;

    /**
     * Daily tasks up to ten minutes after that time: by how much follows from the name of the installation, so that all
     * replicas of one agree, and many on one server do not begin at once.
     */
    public static Schedule spread(LocalTime dailyAt, String installation) {
        return new Schedule(dailyAt.plusSeconds(Math.floorMod(installation.hashCode(), SPREAD_SECONDS)));
    }

    /**
     * Whether the last success is too long ago. One that lies in the future was on a clock that has been set back
     * since, and says nothing.
     */
    public boolean isDue(TaskHistory history, Instant now) {
        Instant success = history.lastSuccess();
        if (success == null || success.isAfter(now)) {
            return true;
        }
        return !nextAfter(history.task(), success).isAfter(now);
    }

    /** Whether the pause after the last failures is over; it doubles with each. */
    public boolean mayTryAgain(TaskHistory history, Instant now) {
        Instant attempt = history.lastAttempt();
        if (attempt == null || history.failures() == 0 || attempt.isAfter(now)) {
            return true;
        }
        return !attempt.plus(pauseAfter(history.failures())).isAfter(now);
    }

    /** When a task is due again that succeeded in a run begun at that time. */
    public Instant nextAfter(TaskName task, Instant success) {
        return switch (task.cadence()) {
            case HOURLY -> success.plus(HOUR);
            case DAILY -> dailySlotAfter(success);
        };
    }

    private Instant dailySlotAfter(Instant success) {
        OffsetDateTime moment = success.atOffset(ZoneOffset.UTC);
        OffsetDateTime slot = moment.toLocalDate().atTime(dailyAt).atOffset(ZoneOffset.UTC);
        return slot.isAfter(moment) ? slot.toInstant() : slot.plusDays(1).toInstant();
    }

    /** How long a task is left alone after so many runs that did not end well. */
    static Duration pauseAfter(long failures) {
        if (failures == 0) {
            return Duration.ZERO;
        }
        long doublings = Math.min(failures - 1, MOST_DOUBLINGS);
        Duration pause = FIRST_PAUSE.multipliedBy(1L << doublings);
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }
}
