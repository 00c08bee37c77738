package exo.db.retention;

import exo.db.failure.ExitStatus;
import exo.db.schema.Pending;
import java.util.List;

/**
 * What was erased of a deployment, or would be.
 *
 * @param erased nothing is listed where there is no row
 * @param recordings files that were removed; beforehand, sessions that have one
 * @param openSessions among the sessions: somebody may still write to them
 * @param keptAuditEvents that {@code audit_floor_days} keeps; they go by their age
 */
public record EraseReport(
        EraseTarget target,
        List<Erased> erased,
        long recordings,
        long openSessions,
        long keptAuditEvents,
        List<Pending> pending) {
    public EraseReport {
        erased = List.copyOf(erased);
        pending = List.copyOf(pending);
    }

    /**
     * Rows of one relation.
     *
     * @param leaf the partition by name, that in the trash too, or the table where it is a plain one
     */
    public record Erased(String table, String leaf, long rows) {}

    /** All rows. */
    public long rows() {
        return erased.stream().mapToLong(Erased::rows).sum();
    }

    /** Done, or stopped part way with something pending. */
    public ExitStatus exitStatus() {
        return pending.isEmpty() ? ExitStatus.DONE : ExitStatus.STOPPED;
    }
}
