package exo.db.backup;

import exo.db.backup.ServerSnapshot.Archiver;
import exo.db.backup.ServerSnapshot.Slot;
import exo.db.failure.Finding;
import java.util.ArrayList;
import java.util.List;

/** Says what the server's state means for backups. */
final class ServerJudge {
    /** 128 MiB of the usual 16 MiB: more than a busy archiver has before it, less than a disk takes harm from. */
    private static final long MOST_SEGMENTS_BEHIND = 8;

    /** 1 GiB, as {@code max_wal_size} is unless somebody set it: what a server keeps anyway. */
    private static final long MOST_BYTES_HELD = 1L << 30;

    private ServerJudge() {}

    static List<Finding> judge(ServerSnapshot snapshot) {
        List<Finding> findings = new ArrayList<>();
        if (snapshot.archiver().isOn()) {
            archiver(snapshot.archiver(), findings);
        }
        snapshot.slots().forEach(slot -> slot(slot, findings));
        if (!snapshot.hasChecksums()) {
            findings.add(Finding.warning(
                    "checksums.off",
                    "the server keeps no data checksums: a page that the disk changed is dumped as it is",
                    "enable them with pg_checksums while the server is stopped, or when the next server is made"));
        }
        if (snapshot.checksumFailures() > 0) {
            findings.add(Finding.critical(
                    "checksums.failed",
                    snapshot.checksumFailures() + " pages failed their checksum (pg_stat_database)",
                    "look for the pages in the server's log; restore from a backup of before, onto other disks"));
        }
        return findings;
    }

    private static void archiver(Archiver archiver, List<Finding> findings) {
        boolean isFailing = archiver.lastFailed() != null
                && (archiver.lastArchived() == null || archiver.lastFailed().isAfter(archiver.lastArchived()));
        if (isFailing) {
            findings.add(Finding.critical(
                    "wal.archiver",
                    "the archiver fails: " + archiver.failures() + " times, last with " + archiver.failedSegment()
                            + " at " + archiver.lastFailed(),
                    "run archive_command by hand as the server's user; its error is in the server's log"));
        }
        Long behind = archiver.segmentsBehind();
        if (behind != null && behind > MOST_SEGMENTS_BEHIND) {
            findings.add(Finding.warning(
                    "wal.behind",
                    "the archiver is " + behind + " segments behind: what it has not copied is in no backup",
                    "see why archive_command is slow"));
        }
    }

    private static void slot(Slot slot, List<Finding> findings) {
        if (slot.walStatus().equals("lost")) {
            findings.add(Finding.warning(
                    "wal.slot",
                    "the replication slot " + slot.name() + " has lost what its reader needs",
                    "make its reader anew, then drop the slot with pg_drop_replication_slot"));
        } else if (!slot.isActive() && slot.heldBytes() > MOST_BYTES_HELD) {
            findings.add(Finding.warning(
                    "wal.slot",
                    "the replication slot " + slot.name() + " has no reader and keeps " + (slot.heldBytes() >> 20)
                            + " MiB of the log from being removed: the disk fills up",
                    "start its reader, or drop the slot with pg_drop_replication_slot"));
        }
    }
}
