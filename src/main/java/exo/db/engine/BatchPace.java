package exo.db.engine;

import java.time.Duration;

/**
 * How much to take on at a time so that whoever waits for a row of ours waits for a moment: larger while batches are
 * quick, at once smaller when one was not. For one piece of work, not to be shared.
 */
public final class BatchPace {
    private static final long FIRST_ROWS = 50;
    private static final long MOST_ROWS = 5_000;

    /** 128 KiB at first, 16 MiB at most: to read that much without finding a row is a matter of milliseconds. */
    private static final long FIRST_PAGES = 16;

    private static final long MOST_PAGES = 2_048;

    private final Manner manner;
    private long rows = FIRST_ROWS;
    private long pages = FIRST_PAGES;

    public BatchPace(Manner manner) {
        this.manner = manner;
    }

    /** How much of the server it takes. */
    public enum Manner {
        /** Half of what a writer is to wait at most, since the next batch may turn out to be slower than the last. */
        USUAL(50, 50),
        /** Nobody is there to wait. */
        ALONE(50, 0),
        /** What is no hurry leaves most of the server to those who write. */
        GENTLE(10, 200);

        private final Duration aim;
        private final int restPercent;

        Manner(int aimMillis, int restPercent) {
            this.aim = Duration.ofMillis(aimMillis);
            this.restPercent = restPercent;
        }
    }

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
        if (taken.compareTo(manner.aim) > 0) {
            rows = Math.max(1, Math.min(rows, filled) / 2);
            pages = Math.max(1, pages / 2);
        } else if (taken.compareTo(manner.aim.dividedBy(2)) < 0) {
            rows = Math.min(MOST_ROWS, filled < rows ? rows : rows + rows / 2 + 1);
            pages = Math.min(MOST_PAGES, pages * 2);
        }
    }

    /** How long to leave the table to others after a batch. */
    public Duration rest(Duration taken) {
        return taken.multipliedBy(manner.restPercent).dividedBy(100);
    }
}
