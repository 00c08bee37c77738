package exo.db.recording;

import exo.db.failure.ExitStatus;
import exo.db.schema.Pending;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * What was pruned, or would be.
 *
 * @param now the database's clock from which all cut-offs count
 * @param expired by deployment; nothing is listed where nothing has expired
 * @param directories that were empty and had not changed for a day
 */
public record PruneReport(
        Instant now, List<Expired> expired, Orphans orphans, long directories, List<Pending> pending) {
    public PruneReport {
        expired = List.copyOf(expired);
        pending = List.copyOf(pending);
    }

    /**
     * Recordings of one deployment whose sessions ended before the cut-off.
     *
     * @param files beforehand as many as rows say; afterwards those that were still there
     * @param bytes likewise
     */
    public record Expired(UUID deployment, long recordings, long files, long bytes, Instant cutoff) {
        Expired and(Expired more) {
            return new Expired(
                    deployment, recordings + more.recordings, files + more.files, bytes + more.bytes, cutoff);
        }
    }

    /** Recordings older than a day that no session has. */
    public record Orphans(long files, long bytes) {
        static final Orphans NONE = new Orphans(0, 0);

        Orphans and(long size) {
            return new Orphans(files + 1, bytes + size);
        }
    }

    /** Recordings that expired; their sessions have none any more. */
    public long recordings() {
        return expired.stream().mapToLong(Expired::recordings).sum();
    }

    /** Bytes of all files. */
    public long bytes() {
        return orphans.bytes() + expired.stream().mapToLong(Expired::bytes).sum();
    }

    /** Whether there is nothing to remove. */
    public boolean isEmpty() {
        return expired.isEmpty() && orphans.files() == 0;
    }

    /** Done, or stopped part way with something pending. */
    public ExitStatus exitStatus() {
        return pending.isEmpty() ? ExitStatus.DONE : ExitStatus.STOPPED;
    }
}
