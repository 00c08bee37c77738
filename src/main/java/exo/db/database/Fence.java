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

    /** Throws where the transaction must not go on; it is rolled back then. */
    void enter(Session session);
}
