package exo.db.maintenance;

import exo.db.database.Session;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** What the daemon asks of the record of runs. */
final class MaintenanceQueries {
    /**
     * A last success is that of the newest row, not the latest time: the clock may have been set back. Three days are
     * more than any interval, so what is older is due in any case, and the index on the start keeps this cheap.
     */
    private static final String HISTORIES = """
            select command,
                (array_agg(started_at order by id desc) filter (where outcome = 'ok'))[1] as last_success,
                (array_agg(started_at order by id desc))[1] as last_attempt,
                count(*) filter (where outcome is distinct from 'ok' and outcome is distinct from 'interrupted'
                    and id > last_ok) as failures
            from (select id, command, started_at, outcome,
                    coalesce(max(id) filter (where outcome = 'ok') over (partition by command), 0) as last_ok
                from maintenance_runs
                where started_at > clock_timestamp() - interval '3 days'
                  and command like 'maintenance/%') recent
            group by command""";

    private static final String NOW = "select clock_timestamp()";

    private MaintenanceQueries() {}

    /** The database's clock. */
    static Instant now(Session session) {
        return session.sql().fetchSingle(NOW).get(0, Timestamp.class).toInstant();
    }

    /** The history of every task. */
    static Map<TaskName, TaskHistory> histories(Session session) {
        Map<String, Record> rows = session.sql().fetch(HISTORIES).intoMap(row -> row.get("command", String.class));
        Map<TaskName, TaskHistory> histories = new EnumMap<>(TaskName.class);
        for (TaskName task : TaskName.values()) {
            Record row = rows.get(task.command());
            histories.put(task, row == null ? TaskHistory.none(task) : history(task, row));
        }
        return histories;
    }

    private static TaskHistory history(TaskName task, Record row) {
        return new TaskHistory(
                task, instant(row, "last_success"), instant(row, "last_attempt"), row.get("failures", Long.class));
    }

    private static @Nullable Instant instant(Record row, String field) {
        @Nullable Timestamp time = row.get(field, Timestamp.class);
        return time == null ? null : time.toInstant();
    }
}
