package exo.db.engine;

import java.time.Duration;

/**
 * How much to take on at a time so that whoever waits for a row of ours waits for a moment: larger while batches are
 * quick, at once smaller when one was not. For one piece of work, not to be shared.
 */
public final class BatchPace {
    private final Manner manner;
    private final Bounds bounds;
    private long rows;
    private long pages;

    public BatchPace(Manner manner) {
        this(manner, Bounds.USUAL);
    }

    public BatchPace(Manner manner, Bounds bounds) {
        this.manner = manner;
        this.bounds = bounds;
        this.rows = bounds.firstRows();
        this.pages = bounds.firstPages();
    }

    /** Between how little and how much a batch is, and what it is at first. */
    public record Bounds(long leastRows, long firstRows, long mostRows, long firstPages, long mostPages) {
        /** 128 KiB at first, 16 MiB at most: to read that much without finding a row is a matter of milliseconds. */
        public static final Bounds USUAL = new Bounds(1, 50, 5_000, 16, 2_048);
    }

    /** How much of the server it takes. */
    public enum Manner {
        /** Half of what a writer is to wait at most, since the next batch may turn out to be slower than the last. */
        USUAL(50, 25, 50),
        /** Nobody is there to wait. */
        ALONE(50, 25, 0),
        /** What is no hurry leaves most of the server to those who write. */
        GENTLE(10, 5, 200),
        /** Rows that nobody but us changes, page by page; rests are for who counts what is written. */
        BULK(100, 50, 0);

        private final Duration aim;
        private final Duration quick;
        private final int restPercent;

        Manner(int aimMillis, int quickMillis, int restPercent) {
            this.aim = Duration.ofMillis(aimMillis);
            this.quick = Duration.ofMillis(quickMillis);
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
            rows = Math.max(bounds.leastRows(), Math.min(rows, filled) / 2);
            pages = Math.max(1, pages / 2);
        } else if (taken.compareTo(manner.quick) < 0) {
            rows = Math.min(bounds.mostRows(), filled < rows ? rows : rows + rows / 2 + 1);
            pages = Math.min(bounds.mostPages(), pages * 2);
        }
    }

    /** How long to leave the table to others after a batch. */
    public Duration rest(Duration taken) {
        return taken.multipliedBy(manner.restPercent).dividedBy(100);
    }
}
