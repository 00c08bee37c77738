package exo.db.database;

import java.time.Duration;

/** Lets the current thread rest. */
@FunctionalInterface
public interface Pause {
    /** Returns after the duration, or at once with the thread's interrupt flag set when it is interrupted. */
    void rest(Duration duration);
}
