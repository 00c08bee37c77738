package exo.db.retention;

import java.time.Instant;
import java.util.UUID;

/**
 * A hold that keeps everything of a deployment, and the deployment itself.
 *
 * @param id of the row, so that a release ends the hold that was shown and no later one
 * @param placedBy who wants it, in their own words
 */
public record PlacedHold(UUID id, String reason, String placedBy, Instant since) {}
