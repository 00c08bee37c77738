package exo.db.retention;

import java.time.Instant;

/**
 * When the room of rows that expire is back on the disk. Deleting a row frees nothing: its room stays inside the file,
 * for new rows of the same partition, and a month that has ended gets none.
 *
 * @param bytes estimated, of the rows that expire there
 */
public record DiskReturn(String partition, long bytes, Way way) {
    /** How it comes back. */
    public sealed interface Way {
        /** With the whole month, at that time at the latest: when the last window has passed, and the grace days. */
        record Dropped(Instant by) implements Way {}

        /** Not before somebody releases the hold that keeps the month. */
        record Held() implements Way {}

        /** There is no month to drop: a plain table, or the default partition. New rows use the room again. */
        record Reused() implements Way {}
    }
}
