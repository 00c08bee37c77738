package exo.db.maintenance;

import exo.db.database.Session;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How one task stands, by the record that all replicas share.
 *
 * @param next when it is due, on the database's clock; in the past where it is overdue, and the time of the reading
 *     where it has never succeeded
 */
public record TaskStanding(TaskHistory history, Instant next) {
    /** The task. */
    public TaskName task() {
        return history.task();
    }

    /** All tasks, in the order they run in. Reads only; the tables of this tool must be there. */
    public static List<TaskStanding> read(Session session, Schedule schedule) {
        Instant now = MaintenanceQueries.now(session);
        Map<TaskName, TaskHistory> histories = MaintenanceQueries.histories(session);
        return Stream.of(TaskName.values())
                .map(histories::get)
                .map(history -> new TaskStanding(history, next(history, schedule, now)))
                .toList();
    }

    private static Instant next(TaskHistory history, Schedule schedule, Instant now) {
        Instant success = history.lastSuccess();
        return success == null ? now : schedule.nextAfter(history.task(), success);
    }
}
