package exo.db.maintenance;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The daemon's signs of life, from what it tells of itself. Asks nobody, least of all the database, and may be read by
 * any thread.
 */
public final class Vitals {
    /** Sixty turns of the loop, and longer than any statement between two tasks may take. */
    private static final Duration LONGEST_TURN = Duration.ofMinutes(2);

    /** Between two batches of a task: the longest of them is a vacuum of one large partition. */
    private static final Duration LONGEST_BATCH = Duration.ofHours(1);

    private final LongSupplier nanoTime;
    private long lastSign;
    private @Nullable Long term;
    private String waitsFor = "nothing has been tried yet";
    private @Nullable TaskName task;

    /** @param nanoTime this process's stop watch */
    public Vitals(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.lastSign = nanoTime.getAsLong();
    }

    /** Takes note of one event. */
    public synchronized void note(MaintenanceEvent event) {
        lastSign = nanoTime.getAsLong();
        switch (event) {
            case MaintenanceEvent.LeaseTaken taken -> term = taken.term();
            case MaintenanceEvent.LeaseLost lost -> {
                term = null;
                waitsFor = "another process leads";
            }
            case MaintenanceEvent.Waiting waiting -> waitsFor = waiting.reason();
            case MaintenanceEvent.TaskBegan began -> task = began.task();
            case MaintenanceEvent.TaskEnded ended -> {
                task = null;
            }
            case MaintenanceEvent.Alive alive -> {}
            case MaintenanceEvent.Troubled troubled -> {}
            case MaintenanceEvent.Recovered recovered -> {}
        }
    }

    /** Whether the loop still turns; a task is given longer than a turn without one. */
    public synchronized boolean isAlive() {
        return silence().compareTo(task == null ? LONGEST_TURN : LONGEST_BATCH) < 0;
    }

    /** For how long nothing was heard of the loop. */
    public synchronized Duration silence() {
        return Duration.ofNanos(nanoTime.getAsLong() - lastSign);
    }

    /** The term of the lease that this process took last and has not lost. */
    public synchronized OptionalLong term() {
        return term == null ? OptionalLong.empty() : OptionalLong.of(term);
    }

    /** Why it does not lead; of no meaning where it does. */
    public synchronized String waitsFor() {
        return waitsFor;
    }

    /** The task that is at work. */
    public synchronized Optional<TaskName> task() {
        return Optional.ofNullable(task);
    }
}
