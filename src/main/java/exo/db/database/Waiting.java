package exo.db.database;

import java.time.Duration;

/**
 * The database is not to be had yet, and is tried again in a moment.
 *
 * @param obstacle what is in the way now, in words for the operator
 * @param elapsed since the first attempt began
 * @param left until it is given up
 */
public record Waiting(String obstacle, Duration elapsed, Duration left) {}
