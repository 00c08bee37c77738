package exo.db.retention;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A deployment and how long its rows are kept.
 *
 * @param tenantSlug the short name that people give the tenant
 * @param ownDays its own window, or null where it follows the default
 * @param days the window that counts: its own or else the default
 * @param hold what keeps everything, whatever the window; null where nothing does
 * @param deletedAt when it was soft-deleted; it keeps its window and its hold
 */
public record DeploymentWindow(
        UUID id,
        UUID tenant,
        String tenantSlug,
        String name,
        @Nullable Long ownDays,
        long days,
        @Nullable PlacedHold hold,
        @Nullable Instant deletedAt) {
    /** Whether a hold keeps everything. */
    public boolean held() {
        return hold != null;
    }
}
