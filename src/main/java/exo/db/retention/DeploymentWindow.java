package exo.db.retention;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A deployment and how long its rows are kept.
 *
 * @param ownDays its own window, or null where it follows the default
 * @param days the window that counts: its own or else the default
 * @param held whether a hold keeps everything, whatever the window
 * @param deletedAt when it was soft-deleted; it keeps its window and its hold
 */
public record DeploymentWindow(
        UUID id,
        UUID tenant,
        String name,
        @Nullable Long ownDays,
        long days,
        boolean held,
        @Nullable Instant deletedAt) {}
