package exo.db.database;

import java.time.Duration;

/**
 * Rests between attempts, each time twice as long as before up to a limit, with jitter. For one wait, not to be shared.
 */
public final class GrowingPause {
    private final Timing timing;
    private final Duration longest;
    private Duration next;

    public GrowingPause(Timing timing, Duration first, Duration longest) {
        this.timing = timing;
        this.longest = longest;
        this.next = first;
    }

    /** Rests once. */
    public void rest() {
        timing.restWithJitter(next);
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(longest) < 0 ? doubled : longest;
    }

    /** Rests once, but not beyond that moment on the stop watch. */
    void restUntil(long deadline) {
        Duration left = timing.until(deadline);
        if (next.compareTo(left) <= 0) {
            rest();
        } else {
            timing.pause().rest(left);
        }
    }
}
