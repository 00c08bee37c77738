package exo.db.retention;

import exo.db.failure.ExitStatus;
import exo.db.schema.Pending;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a run deleted and what it left: the proof of deletion.
 *
 * @param now the database's clock from which all cut-offs count
 * @param purged in the order of the work; nothing is listed where no row was deleted
 * @param leaves what the deletion cost, partition by partition
 * @param dropped the months that were set aside or dropped as a whole, before any row was deleted
 */
public record RetentionReport(
        Instant now, List<Purged> purged, List<LeafWork> leaves, List<MonthDrop> dropped, List<Pending> pending) {
    public RetentionReport {
        purged = List.copyOf(purged);
        leaves = List.copyOf(leaves);
        dropped = List.copyOf(dropped);
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
            String table, String leaf, @Nullable UUID deployment, long rows, Instant cutoff) {
        boolean isFrom(PurgeLeaf other) {
            return table.equals(other.table()) && leaf.equals(other.name().name());
        }

        Purged and(Purged more) {
            return new Purged(table, leaf, deployment, rows + more.rows, more.cutoff);
        }
    }

    /**
     * The work on one partition.
     *
     * @param walBytes what the server wrote to its log while our batches ran: what others wrote meanwhile is in it
     * @param took the batches alone, without rests between them
     */
    public record LeafWork(String table, String leaf, long rows, long walBytes, Duration took, Set<Care> care) {
        public LeafWork {
            care = Set.copyOf(care);
        }

        LeafWork and(LeafWork more) {
            Set<Care> both = EnumSet.noneOf(Care.class);
            both.addAll(care);
            both.addAll(more.care);
            return new LeafWork(table, leaf, rows + more.rows, walBytes + more.walBytes, took.plus(more.took), both);
        }
    }

    /** What was done to a partition, or found of it, when its rows were gone. */
    public enum Care {
        /** Its room can be used again. */
        VACUUMED,
        /** Its room went back to the disk. */
        RECLAIMED,
        ANALYZED,
        /** No row is left: the drop sets it aside as soon as its month lies before every window. */
        EMPTY
    }

    /** All rows that were deleted one by one. */
    public long rows() {
        return purged.stream().mapToLong(Purged::rows).sum();
    }

    /** Done, or stopped part way with something pending. */
    public ExitStatus exitStatus() {
        return pending.isEmpty() ? ExitStatus.DONE : ExitStatus.STOPPED;
    }
}
