package exo.db.backup;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the server says of its write-ahead log and of its disks.
 *
 * @param now by the server's clock
 * @param checksumFailures of all databases since statistics began
 */
record ServerSnapshot(Instant now, Archiver archiver, List<Slot> slots, boolean hasChecksums, long checksumFailures) {
    ServerSnapshot {
        slots = List.copyOf(slots);
    }

    /**
     * What copies finished segments away.
     *
     * @param segmentsBehind finished since the last one that was copied away; null where that cannot be told
     */
    record Archiver(
            boolean isOn,
            @Nullable Instant lastArchived,
            @Nullable Instant lastFailed,
            long failures,
            String failedSegment,
            @Nullable Long segmentsBehind) {}

    /**
     * A replication slot, for whose reader the server keeps its log.
     *
     * @param walStatus as {@code pg_replication_slots} has it
     */
    record Slot(String name, boolean isActive, String walStatus, long heldBytes) {}
}
