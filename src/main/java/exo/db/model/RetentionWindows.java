package exo.db.model;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * How long each deployment's rows are kept, read in one go together with the database's clock.
 *
 * <p>A day is 24 hours. A row without a deployment, or of one that is gone, follows the default.
 *
 * @param now the database's clock when the windows were read: every cut-off counts from here
 * @param days the windows of the deployments that exist, their own value or else the default
 * @param held the deployments whose rows all stay until their hold is released
 * @param auditFloorDays audit events are kept at least so long, whatever the window
 */
public record RetentionWindows(
        Instant now, long defaultDays, long auditFloorDays, Map<UUID, Long> days, Set<UUID> held) {
    public RetentionWindows {
        days = Map.copyOf(days);
        held = Set.copyOf(held);
    }

    /** Before this instant a row of that deployment has expired; {@link Instant#MIN} under a hold: nothing has. */
    public Instant cutoff(UUID deployment, String table) {
        if (held.contains(deployment)) {
            return Instant.MIN;
        }
        return before(days.getOrDefault(deployment, defaultDays), table);
    }

    /** Before this instant a row without a deployment, or of one that is gone, has expired. */
    public Instant defaultCutoff(String table) {
        return before(defaultDays, table);
    }

    /** The latest of all cut-offs: a row at or after it has expired under no window. */
    public Instant latestCutoff(String table) {
        long shortest = defaultDays;
        for (Map.Entry<UUID, Long> deployment : days.entrySet()) {
            if (!held.contains(deployment.getKey())) {
                shortest = Math.min(shortest, deployment.getValue());
            }
        }
        return before(shortest, table);
    }

    /** The earliest of all cut-offs: a row before it has expired under every window; none has while there is a hold. */
    public Instant earliestCutoff(String table) {
        if (!held.isEmpty()) {
            return Instant.MIN;
        }
        long longest = defaultDays;
        for (long window : days.values()) {
            longest = Math.max(longest, window);
        }
        return before(longest, table);
    }

    /** Whether rows of that table are kept for the audit floor at least, whatever the window. */
    public static boolean hasAuditFloor(String table) {
        return table.equals("audit_events");
    }

    private Instant before(long window, String table) {
        long kept = hasAuditFloor(table) ? Math.max(window, auditFloorDays) : window;
        return now.minus(Duration.ofDays(kept));
    }
}
