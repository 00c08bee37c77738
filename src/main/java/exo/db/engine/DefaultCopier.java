package exo.db.engine;

import exo.db.database.Session;
import exo.db.schema.DefaultStaging;

/**
 * Copies a default partition page by page to the tables that are kept in step with it.
 *
 * <p>Safe to kill anywhere: what is copied stays in step, and copying it again changes nothing. Rows that come to lie
 * beyond the last page meanwhile were written to both.
 */
final class DefaultCopier {
    private final Session session;
    private final PacedBatches batches;

    DefaultCopier(Session session, PacedBatches batches) {
        this.session = session;
        this.batches = batches;
    }

    void copy(DefaultStaging staging) {
        // Planned for a table as it was last counted, a batch might read all of it to find the rows of a few pages.
        session.sql().execute("set enable_seqscan = off");
        BatchPace pace = new BatchPace(BatchPace.Manner.USUAL);
        String table = session.sql().render(ChangeSql.name(staging.defaultPartition()));
        long pages = FillSql.pages(session, table);
        long page = 0;
        while (page < pages) {
            long from = page;
            long to = page + pace.pages();
            batches.run(pace, () -> count(StagingSql.copy(staging, from, to)));
            page = to;
        }
    }

    private long count(String statement) {
        return session.sql().fetchSingle(statement).into(Long.class);
    }
}
