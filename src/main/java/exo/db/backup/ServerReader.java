package exo.db.backup;

import exo.db.backup.ServerSnapshot.Archiver;
import exo.db.backup.ServerSnapshot.Slot;
import exo.db.database.Session;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** Reads what the server says of its write-ahead log and of its disks; any role may. */
final class ServerReader {
    private ServerReader() {}

    static ServerSnapshot read(Session session) {
        Record row = session.sql().fetchSingle(BackupQueries.SERVER);
        List<Slot> slots = session.sql()
                .fetch(BackupQueries.SLOTS)
                .map(slot -> new Slot(
                        slot.get("slot_name", String.class),
                        slot.get("active", Boolean.class),
                        Objects.requireNonNullElse(slot.get("wal_status", String.class), ""),
                        Objects.requireNonNullElse(slot.get("held", Long.class), 0L)));
        return new ServerSnapshot(
                Objects.requireNonNull(instant(row, "read_at")),
                new Archiver(
                        !row.get("archive_mode", String.class).equals("off"),
                        instant(row, "last_archived_time"),
                        instant(row, "last_failed_time"),
                        row.get("failed_count", Long.class),
                        Objects.requireNonNullElse(row.get("last_failed_wal", String.class), ""),
                        row.get("segments_behind", Long.class)),
                slots,
                row.get("data_checksums", String.class).equals("on"),
                row.get("checksum_failures", Long.class));
    }

    private static @Nullable Instant instant(Record row, String column) {
        OffsetDateTime moment = row.get(column, OffsetDateTime.class);
        return moment == null ? null : moment.toInstant();
    }
}
