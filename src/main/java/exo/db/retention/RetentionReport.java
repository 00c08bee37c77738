package exo.db.retention;

import exo.db.failure.ExitStatus;
import exo.db.schema.Pending;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a run deleted and what it left: the proof of deletion.
 *
 * @param now the database's clock from which all cut-offs count
 * @param purged in the order of the work; nothing is listed where no row was deleted
 */
public record RetentionReport(Instant now, List<Purged> purged, List<Pending> pending) {
    public RetentionReport {
        purged = List.copyOf(purged);
        pending = List.copyOf(pending);
    }

    /**
     * Rows that were deleted.
     *
     * @param leaf the partition by name, or the table where it is a plain one
     * @param deployment whose they were, also where it is gone; null for rows without a deployment
     * @param cutoff they were older than this
     */
    public record Purged(
            String table, String leaf, @Nullable UUID deployment, long rows, Instant cutoff) {}

    /** All rows that were deleted. */
    public long rows() {
        return purged.stream().mapToLong(Purged::rows).sum();
    }

    /** Done, or stopped part way with something pending. */
    public ExitStatus exitStatus() {
        return pending.isEmpty() ? ExitStatus.DONE : ExitStatus.STOPPED;
    }
}
