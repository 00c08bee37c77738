package exo.db.partition;

import exo.db.schema.MonthRange;
import exo.db.schema.Pending;
import exo.db.schema.QualifiedName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The monthly tables with their partitions, as they are.
 *
 * @param readAt by the database's clock
 * @param trash what was set aside and can still be brought back
 * @param pending what {@code ensure} and {@code drop-expired} would leave out, and why
 */
public record PartitionReport(Instant readAt, List<Table> tables, List<Trashed> trash, List<Pending> pending) {
    public PartitionReport {
        tables = List.copyOf(tables);
        trash = List.copyOf(trash);
        pending = List.copyOf(pending);
    }

    /**
     * A monthly table.
     *
     * @param coveredUntil the start of the first month from now on that has no partition
     * @param defaultRows how many rows lie in the default partition; none are there on a healthy database
     */
    public record Table(QualifiedName name, List<Partition> partitions, Instant coveredUntil, long defaultRows) {
        public Table {
            partitions = List.copyOf(partitions);
        }
    }

    /**
     * A partition.
     *
     * @param range none for the default partition
     * @param rows by the statistics; empty where nobody has looked yet
     * @param note why one that has ended stays; empty where there is nothing to say
     * @param pin who keeps it and until when; empty where nobody does
     */
    public record Partition(
            QualifiedName name,
            Optional<MonthRange> range,
            Standing standing,
            Optional<Long> rows,
            long bytes,
            String note,
            Optional<Pin> pin) {}

    /**
     * What keeps a partition that would else go.
     *
     * @param until the latest; empty for a hold, which lasts until it is released
     */
    public record Pin(Reason reason, Optional<Deployment> deployment, Optional<Instant> until) {
        /** What it is that keeps rows. */
        public enum Reason {
            HOLD,
            WINDOW,
            /** The window for rows of no deployment. */
            DEFAULT
        }
    }

    /** Whose rows they are. */
    public record Deployment(UUID id, String name) {}

    /** Where a partition stands between the future and the trash. */
    public enum Standing {
        FUTURE,
        CURRENT,
        /** Its month has ended, but no window ends before its last rows. */
        KEPT,
        /** No window reaches into it as a whole, but a row in it must stay. */
        PINNED,
        /** It can be set aside. */
        EXPIRED,
        DEFAULT,
        DETACH_PENDING,
        /** Its bound is not a range of instants. */
        UNKNOWN
    }

    /** A partition that was set aside. */
    public record Trashed(String parent, String name, QualifiedName trash, Instant dropAfter, long bytes) {}
}
