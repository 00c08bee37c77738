package exo.db.database.embedded;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Waits for something that can only be asked for: a lock, a line in a file, the end of a process. */
final class Patience {
    /** Short beside the 20 to 100 ms that the server needs to start or stop. */
    private static final Duration INTERVAL = Duration.ofMillis(10);

    private final Consumer<Duration> pause;

    Patience(Consumer<Duration> pause) {
        this.pause = pause;
    }

    /**
     * Asks until the answer is yes.
     *
     * @param limit of the pauses together; what the question itself takes is not counted
     * @return whether the answer was yes in time
     */
    boolean until(BooleanSupplier condition, Duration limit) {
        long pauses = limit.dividedBy(INTERVAL);
        for (long paused = 0; !condition.getAsBoolean(); paused++) {
            if (paused == pauses) {
                return false;
            }
            pause.accept(INTERVAL);
        }
        return true;
    }
}
