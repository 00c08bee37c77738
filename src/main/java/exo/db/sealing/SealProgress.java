package exo.db.sealing;

import java.time.Duration;

/**
 * How far a run of sealing is.
 *
 * @param place what is being sealed now
 * @param values how many were written so far
 * @param pages how many were gone through so far, of how many in all
 */
public record SealProgress(String place, long values, long pages, long allPages, Duration elapsed) {}
