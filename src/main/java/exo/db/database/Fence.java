package exo.db.database;

import java.time.Duration;

/** What every transaction of a session has to prove before it does anything else. */
@FunctionalInterface
public interface Fence {
    /**
     * The longest that a statement of a fenced transaction runs, and that the transaction waits for its client: what it
     * holds keeps a successor waiting, and the client may be frozen.
     */
    Duration PATIENCE = Duration.ofSeconds(4);

    /**
     * How long a fenced session that holds a lock beyond its transactions may be silent: its client may be frozen, and
     * the lock is to be free when a successor begins. A lease lives for 20 to 30 s after the last sign of its holder.
     */
    Duration SILENCE = Duration.ofSeconds(20);

    /** Throws where the transaction must not go on; it is rolled back then. */
    void enter(Session session);
}
