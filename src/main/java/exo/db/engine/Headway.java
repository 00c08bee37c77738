package exo.db.engine;

import java.time.Duration;

/**
 * How far long work is.
 *
 * @param place what it is at
 * @param count how many things were done so far
 * @param unit what these are, such as {@code values opened}
 * @param done the part that is behind, in whatever measure the whole is known
 * @param all the whole; 0 where it is not known
 */
public record Headway(String place, long count, String unit, long done, long all, Duration elapsed) {}
