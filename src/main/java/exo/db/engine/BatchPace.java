package exo.db.engine;

import java.time.Duration;

/**
 * How much to take on at a time so that whoever waits for a row of ours waits for a moment: larger while batches are
 * quick, at once smaller when one was not. For one piece of work, not to be shared.
 */
public final class BatchPace {
    /** Half of what a writer is to wait at most, since the next batch may turn out to be slower than the last. */
    private static final Duration AIM = Duration.ofMillis(50);

    private static final long FIRST_ROWS = 50;
    private static final long MOST_ROWS = 5_000;

    /** 128 KiB at first, 16 MiB at most: to read that much without finding a row is a matter of milliseconds. */
    private static final long FIRST_PAGES = 16;

    private static final long MOST_PAGES = 2_048;

    private long rows = FIRST_ROWS;
    private long pages = FIRST_PAGES;

    /** The most rows of the next batch. */
    public long rows() {
        return rows;
    }

    /** The pages that the next batch looks through. */
    public long pages() {
        return pages;
    }

    /** Learns from a batch. */
    public void learn(Duration taken, long filled) {
        if (taken.compareTo(AIM) > 0) {
            rows = Math.max(1, Math.min(rows, filled) / 2);
            pages = Math.max(1, pages / 2);
        } else if (taken.compareTo(AIM.dividedBy(2)) < 0) {
            rows = Math.min(MOST_ROWS, filled < rows ? rows : rows + rows / 2 + 1);
            pages = Math.min(MOST_PAGES, pages * 2);
        }
    }

    /** How long to leave the table to others after a batch: half as long as it took. */
    public Duration rest(Duration taken) {
        return taken.dividedBy(2);
    }
}
