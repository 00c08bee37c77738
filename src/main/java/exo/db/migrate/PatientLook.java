package exo.db.migrate;

import exo.db.database.Timing;
import exo.db.engine.TableLocked;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Looks again while somebody holds a table that has to be looked into, until all lock waits have had their time. */
final class PatientLook {
    /** A look itself waits for the session's {@code lock_timeout}; nobody queues behind it. */
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

    private final Timing timing;
    private final long deadline;
    private final Consumer<String> progress;

    /** @param progress is told who is waited for */
    PatientLook(Timing timing, long deadline, Consumer<String> progress) {
        this.timing = timing;
        this.deadline = deadline;
        this.progress = progress;
    }

    /** @throws TableLocked when the table is held beyond the deadline */
    <T> T at(Supplier<T> sight) {
        while (true) {
            try {
                return sight.get();
            } catch (TableLocked e) {
                if (timing.hasPassed(deadline)) {
                    throw e;
                }
                progress.accept("waiting: " + e.what() + ", " + e.why());
                timing.restWithJitter(BETWEEN_LOOKS);
            }
        }
    }

    /** The same for a look that answers by failing. */
    void at(Runnable sight) {
        at(() -> {
            sight.run();
            return Boolean.TRUE;
        });
    }
}
