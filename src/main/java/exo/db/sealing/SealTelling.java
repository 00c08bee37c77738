package exo.db.sealing;

import exo.db.database.Session;
import exo.db.database.Timing;
import exo.db.engine.Headway;
import java.time.Duration;

/** Says now and then how far a run is, and writes it down for a run that has to take it up. Thread-safe. */
final class SealTelling {
    private static final Duration BETWEEN_REPORTS = Duration.ofSeconds(1);

    private final Timing timing;
    private final SealConduct conduct;
    private final SealCheckpoint checkpoint;
    private final long run;
    private final long allPages;
    private final long start;
    private long next;
    private long values;
    private long pages;

    /** @param run the row of {@code maintenance_runs} that keeps the checkpoint */
    SealTelling(Timing timing, SealConduct conduct, SealCheckpoint checkpoint, long run, long allPages) {
        this.timing = timing;
        this.conduct = conduct;
        this.checkpoint = checkpoint;
        this.run = run;
        this.allPages = allPages;
        this.start = timing.nanoTime().getAsLong();
        this.next = timing.deadlineIn(BETWEEN_REPORTS);
    }

    boolean isToStop() {
        return conduct.stop().getAsBoolean();
    }

    /** The page of a relation to begin with. */
    long start(ValueHome home) {
        return checkpoint.start(home);
    }

    /** Pages that an interrupted run has gone through, or that are gone through once more, are no progress. */
    synchronized void skip(long passedOver) {
        pages += passedOver;
    }

    /** After a batch. */
    synchronized void advance(Session session, ValueHome home, Stretch stretch, long gone, long written) {
        pages = Math.min(allPages, pages + gone);
        values += written;
        if (timing.hasPassed(next)) {
            reached(session, home, stretch.finishedUpTo());
            conduct.progress()
                    .accept(new Headway(
                            home.relation().toString(), values, "values sealed", pages, allPages, timing.since(start)));
            next = timing.deadlineIn(BETWEEN_REPORTS);
        }
    }

    /** A relation is done up to there. */
    synchronized void reached(Session session, ValueHome home, long page) {
        checkpoint.reached(home, page);
        SealQueries.store(session, run, checkpoint.json());
    }
}
