package exo.db.maintenance;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the record of runs says of one task, on the database's clock.
 *
 * @param lastSuccess when the newest run that ended well began; null where there is none
 * @param lastAttempt when the newest run of all began; null where there is none
 * @param failures the runs since the last success that did not end well; those that a stop interrupted do not count
 */
public record TaskHistory(
        TaskName task,
        @Nullable Instant lastSuccess,
        @Nullable Instant lastAttempt,
        long failures) {
    /** The history of a task that has not run, or so long ago that it is due in any case. */
    public static TaskHistory none(TaskName task) {
        return new TaskHistory(task, null, null, 0);
    }
}
