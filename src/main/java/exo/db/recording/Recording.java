package exo.db.recording;

import java.time.Instant;
import java.util.UUID;

/**
 * What a session's row says of its recording.
 *
 * @param castPath relative to the recordings directory, as claimed
 */
record Recording(UUID session, UUID deployment, String castPath, Instant startedAt) {}
