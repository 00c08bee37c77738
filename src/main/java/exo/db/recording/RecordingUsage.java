package exo.db.recording;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The recordings of one deployment.
 *
 * @param files that are there; what is missing or leads out of the directory is not counted here
 * @param bytes of those files
 * @param unreadable sessions with a recording that is not there or cannot be looked at
 * @param oldest when the first of the sessions whose file is there began, or null where none is
 */
public record RecordingUsage(
        UUID deployment,
        long files,
        long bytes,
        long unreadable,
        @Nullable Instant oldest) {

    static RecordingUsage none(UUID deployment) {
        return new RecordingUsage(deployment, 0, 0, 0, null);
    }

    RecordingUsage withFile(long size, Instant startedAt) {
        Instant first = oldest == null || startedAt.isBefore(oldest) ? startedAt : oldest;
        return new RecordingUsage(deployment, files + 1, bytes + size, unreadable, first);
    }

    RecordingUsage withUnreadable() {
        return new RecordingUsage(deployment, files, bytes, unreadable + 1, oldest);
    }
}
