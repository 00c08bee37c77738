package exo.db.engine;

import exo.db.database.Timing;
import java.time.Duration;
import java.util.function.Consumer;

/** Adds up what was done and tells of it about every second. Thread-safe. */
public final class HeadwayMeter {
    /** What a person at a terminal takes for alive. */
    private static final Duration BETWEEN_REPORTS = Duration.ofSeconds(1);

    private final Timing timing;
    private final String unit;
    private final long all;
    private final Consumer<Headway> audience;
    private final long start;
    private long next;
    private long count;
    private long done;

    /**
     * Begins to measure.
     *
     * @param unit what is counted
     * @param all the whole, in whatever measure; 0 where it is not known
     */
    public HeadwayMeter(Timing timing, String unit, long all, Consumer<Headway> audience) {
        this.timing = timing;
        this.unit = unit;
        this.all = all;
        this.audience = audience;
        this.start = timing.nanoTime().getAsLong();
        this.next = timing.deadlineIn(BETWEEN_REPORTS);
    }

    /** So many more things, and so much more of the whole. */
    public synchronized void advance(String place, long things, long part) {
        count += things;
        done = Math.min(all, done + part);
        if (timing.hasPassed(next)) {
            audience.accept(new Headway(place, count, unit, done, all, timing.since(start)));
            next = timing.deadlineIn(BETWEEN_REPORTS);
        }
    }
}
