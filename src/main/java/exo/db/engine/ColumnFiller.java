package exo.db.engine;

import exo.db.database.GrowingPause;
import exo.db.database.Session;
import exo.db.database.Timing;
import exo.db.schema.Change;
import exo.db.schema.Filling;
import java.time.Duration;
import java.util.List;

/**
 * Gives rows their value in a new column, in batches that commit on their own, beside those who write the table.
 *
 * <p>Safe to kill anywhere: what is committed stays, and the next run looks for rows that lack a value. Who updates a
 * row of a batch waits until the batch is over, which is aimed at a twentieth of a second; the batch itself waits for
 * no row.
 */
final class ColumnFiller {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final Session session;
    private final Timing timing;
    private final PacedBatches batches;

    ColumnFiller(Session session, Timing timing, PacedBatches batches) {
        this.session = session;
        this.timing = timing;
        this.batches = batches;
    }

    void fill(Change.FillColumns fill) {
        // Planned for a table as it was last counted, a batch might read all of it to find the rows of a few pages.
        session.sql().execute("set enable_seqscan = off");
        new LeafWork(session, fill.table()).each(leaf -> {
            fillPageByPage(fill.fillings(), leaf);
            fillTheRest(fill.fillings(), leaf);
        });
    }

    /** Rows that come to lie beyond the last page meanwhile are new or updated, and so have their value. */
    private void fillPageByPage(List<Filling> fillings, String leaf) {
        BatchPace pace = new BatchPace(BatchPace.Manner.USUAL);
        long pages = FillSql.pages(session, leaf);
        long page = 0;
        while (page < pages) {
            long to = page + pace.pages();
            long limit = pace.rows();
            if (batch(pace, FillSql.batch(fillings, leaf, page, to, limit)) < limit) {
                page = to;
            }
        }
    }

    /** Rows that somebody was writing when their turn came. */
    private void fillTheRest(List<Filling> fillings, String leaf) {
        GrowingPause pause = new GrowingPause(timing, FIRST_PAUSE, LONGEST_PAUSE);
        BatchPace pace = new BatchPace(BatchPace.Manner.USUAL);
        while (isAnyLeft(fillings, leaf)) {
            if (batch(pace, FillSql.rest(fillings, leaf, pace.rows())) == 0) {
                pause.rest();
                batches.unpaced(() -> session.sql().execute(FillSql.oneOfTheRest(fillings, leaf)));
            }
        }
    }

    private long batch(BatchPace pace, String statement) {
        return batches.run(pace, () -> session.sql().execute(statement));
    }

    private boolean isAnyLeft(List<Filling> fillings, String leaf) {
        return session.sql().fetchSingle(FillSql.isAnyLeft(fillings, leaf)).into(Boolean.class);
    }
}
