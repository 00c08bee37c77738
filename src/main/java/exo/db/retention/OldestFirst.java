package exo.db.retention;

import exo.db.engine.BatchPace;
import exo.db.engine.BatchPace.Bounds;
import exo.db.engine.BatchPace.Manner;
import exo.db.model.RetentionWindows;
import exo.db.retention.PurgeRun.Batch;
import exo.db.retention.RetentionReport.Purged;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jooq.Record;
import org.jooq.impl.DSL;

/**
 * Deletes the few expired rows of a leaf by its index, deployment by deployment, oldest first. Remembers no place: what
 * is gone need not be passed over again.
 */
final class OldestFirst implements LeafWalk {
    /** Measured beside inserts, which kept their latency with 500 and noticed 5,000. */
    private static final Bounds BOUNDS = new Bounds(500, 500, 5_000, 1, 1);

    private final PurgeRun run;
    private final PurgeLeaf leaf;
    private final Owners owners;
    private final RetentionWindows windows;
    private final BatchPace pace = new BatchPace(Manner.BULK, BOUNDS);
    private boolean complete = true;

    OldestFirst(PurgeRun run, PurgeLeaf leaf, Owners owners, RetentionWindows windows) {
        this.run = run;
        this.leaf = leaf;
        this.owners = owners;
        this.windows = windows;
    }

    @Override
    public Batch purge() {
        for (Owners.Share share : owners.apart(windows, leaf.table())) {
            OfOne one = new OfOne(share);
            while (!one.isDone) {
                Batch batch = run.batch(leaf, pace, one);
                if (batch == Batch.STOPPED) {
                    run.stopped(leaf.name().toString());
                }
                if (batch != Batch.DONE) {
                    return batch;
                }
                one.committed();
                run.tell(leaf, 0, 0);
            }
        }
        return Batch.DONE;
    }

    @Override
    public boolean isComplete() {
        return complete;
    }

    /** The rows of one owner. */
    private final class OfOne implements PurgeRun.Work {
        private final Owners.Share share;
        private String reached = "-infinity";
        private boolean isDone;
        private long asked;
        private Looked looked = new Looked(0, 0, "-infinity");

        OfOne(Owners.Share share) {
            this.share = share;
        }

        @Override
        public List<Purged> delete() {
            asked = pace.rows();
            Record row = run.session()
                    .sql()
                    .fetchOptional(
                            PurgeQueries.PURGE_OLDEST,
                            leaf.sql(),
                            share.live(),
                            share.theirs(),
                            DSL.inline(reached),
                            DSL.inline(asked))
                    .orElse(null);
            if (row == null) {
                // A hold was placed since.
                looked = new Looked(0, 0, reached);
                return List.of();
            }
            looked = new Looked(
                    row.get("seen", Long.class),
                    row.get("rows", Long.class),
                    Objects.requireNonNullElse(row.get("reached", String.class), reached));
            Instant cutoff = row.get("cutoff", Timestamp.class).toInstant();
            return List.of(
                    new Purged(leaf.table(), leaf.name().name(), row.get("id", UUID.class), looked.rows(), cutoff));
        }

        void committed() {
            complete &= looked.rows() == looked.seen();
            isDone = looked.seen() < asked || looked.rows() == 0;
            reached = looked.reached();
        }

        @Override
        public String checkpoint(List<Purged> deleted) {
            return PurgeCheckpoint.ofRows(run.tally().purgedFrom(leaf, deleted));
        }
    }

    /** What a batch found and deleted, and the time of the newest of it. */
    private record Looked(long seen, long rows, String reached) {}
}
