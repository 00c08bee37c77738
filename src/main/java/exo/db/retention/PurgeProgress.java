package exo.db.retention;

import java.time.Duration;

/**
 * How far a purge is.
 *
 * @param place the partition that it works on
 * @param rows how many were deleted so far, everywhere
 * @param pages of that partition that are done
 * @param allPages of that partition
 */
public record PurgeProgress(String place, long rows, long pages, long allPages, Duration elapsed) {}
