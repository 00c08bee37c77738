package exo.db.maintenance;

import exo.db.schema.Pending;
import java.util.List;

/**
 * What one run of a task did.
 *
 * @param figures for the operator, in a few words, such as {@code 2 partitions made}
 * @param json the same in full for {@code maintenance_runs}: one JSON object
 * @param pending what was left, and what to do about it
 */
public record TaskReport(Outcome outcome, String figures, String json, List<Pending> pending) {
    public TaskReport {
        pending = List.copyOf(pending);
    }

    /** How far the run got. */
    public enum Outcome {
        DONE,
        /** Something stood in the way of the rest; the task is tried again soon. */
        DEFERRED,
        /** A check found what somebody has to put right. */
        FAILED
    }
}
