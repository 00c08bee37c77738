package exo.db.database;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;

/** Tries to connect again for as long as what stands in the way may pass by itself. */
final class ServerWait {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final Timing timing;
    private final Consumer<Waiting> audience;

    /** @param audience is told before each pause */
    ServerWait(Timing timing, Consumer<Waiting> audience) {
        this.timing = timing;
        this.audience = audience;
    }

    /**
     * Tries at least once.
     *
     * @param attempt is given the time that is left for it and all that follow
     * @throws ConnectionFailed by the last attempt, or by the first that waiting cannot help
     */
    <T> T until(Duration patience, Function<Duration, T> attempt) {
        long start = timing.nanoTime().getAsLong();
        long deadline = timing.deadlineIn(patience);
        GrowingPause pause = new GrowingPause(timing, FIRST_PAUSE, LONGEST_PAUSE);
        while (true) {
            try {
                return attempt.apply(timing.until(deadline));
            } catch (ConnectionFailed e) {
                if (!e.isPassing() || timing.hasPassed(deadline)) {
                    throw e;
                }
                audience.accept(new Waiting(e.told(), timing.since(start), timing.until(deadline)));
                pause.restUntil(deadline);
            }
        }
    }
}
