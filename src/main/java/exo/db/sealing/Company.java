package exo.db.sealing;

import exo.db.database.Session;
import exo.db.database.Timing;
import exo.db.engine.BatchPace.Manner;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * Looks now and then whether anybody else is at work in the database, and has all workers press accordingly: as hard as
 * they can where nobody would notice, and beside others one at a time, in small batches with long rests. Thread-safe.
 */
final class Company {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
    private static final Duration BETWEEN_TURNS = Duration.ofMillis(100);

    private final Timing timing;
    private final Set<Integer> own = ConcurrentHashMap.newKeySet();
    private final Semaphore turn = new Semaphore(1);
    private long nextLook;
    private Manner manner = Manner.GENTLE;

    Company(Timing timing) {
        this.timing = timing;
        this.nextLook = timing.nanoTime().getAsLong();
    }

    /** A session that is one of ours. */
    void join(Session session) {
        own.add(session.backend());
    }

    /** How to work now. */
    synchronized Manner manner(Session session) {
        if (timing.hasPassed(nextLook)) {
            manner = SealQueries.areOthersAtWork(session, own) ? Manner.GENTLE : Manner.ALONE;
            nextLook = timing.deadlineIn(BETWEEN_LOOKS);
        }
        return manner;
    }

    /** Does the work, beside others only when no other worker of ours is at it; else rests. */
    void inTurn(Manner with, Runnable work) {
        if (with == Manner.ALONE) {
            work.run();
        } else if (turn.tryAcquire()) {
            try {
                work.run();
            } finally {
                turn.release();
            }
        } else {
            timing.pause().rest(BETWEEN_TURNS);
        }
    }
}
