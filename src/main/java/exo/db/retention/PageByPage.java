package exo.db.retention;

import exo.db.engine.BatchPace;
import exo.db.engine.BatchPace.Bounds;
import exo.db.engine.BatchPace.Manner;
import exo.db.model.RetentionWindows;
import exo.db.retention.PurgeRun.Batch;
import exo.db.retention.RetentionReport.Purged;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Deletes the many expired rows of a leaf as they lie, so that each batch is bounded, no page is read twice, and a run
 * that was killed is taken up where it was.
 */
final class PageByPage implements LeafWalk {
    /**
     * Half a megabyte: what is written at once, others wait for when they commit. Where nobody minds, 4 MB and more.
     */
    private static final Bounds BESIDE_OTHERS = new Bounds(1, 1, 1, 64, 64);

    private static final Bounds ALONE = new Bounds(1, 1, 1, 1_000, 8_000);

    private final PurgeRun run;
    private final PurgeLeaf leaf;
    private final List<Owners.Share> shares;
    private final Optional<PurgeCheckpoint> checkpoint;
    private final BatchPace pace;
    private long start;

    PageByPage(
            PurgeRun run,
            PurgeLeaf leaf,
            Owners owners,
            RetentionWindows windows,
            Optional<PurgeCheckpoint> checkpoint) {
        this.run = run;
        this.leaf = leaf;
        this.shares = owners.together(windows, leaf.table());
        this.checkpoint = checkpoint;
        this.pace = new BatchPace(Manner.BULK, run.isPaced() ? BESIDE_OTHERS : ALONE);
    }

    /** Rows beyond the last page of now are written after the run began. */
    @Override
    public Batch purge() {
        Optional<Extent> found = run.look(leaf, this::extent);
        if (found.isEmpty()) {
            return Batch.LEFT;
        }
        Extent extent = found.get();
        start = checkpoint
                .map(last -> last.start(leaf.name(), extent.file(), extent.pages()))
                .orElse(0L);
        Stretch stretch = new Stretch(extent);
        while (stretch.next < extent.pages()) {
            Batch batch = run.batch(leaf, pace, stretch);
            if (batch == Batch.STOPPED) {
                run.stopped("page " + stretch.next + " of " + extent.pages() + " of " + leaf.name());
            }
            if (batch != Batch.DONE) {
                return batch;
            }
            stretch.next = stretch.end;
            run.tell(leaf, stretch.next, extent.pages());
        }
        return Batch.DONE;
    }

    /**
     * Only a row that somebody changes meanwhile can come to lie behind it; a second look costs more than all batches.
     */
    @Override
    public boolean isComplete() {
        return start == 0;
    }

    private Extent extent() {
        Record row = run.session()
                .sql()
                .fetchSingle(PurgeQueries.PAGES, DSL.inline(run.session().sql().render(leaf.sql())));
        return new Extent(row.get("file", Long.class), row.get("pages", Long.class));
    }

    /** The pages of a leaf and the file that they are in. */
    private record Extent(long file, long pages) {}

    /** The next pages. */
    private final class Stretch implements PurgeRun.Work {
        private final Extent extent;
        private long next = start;
        private long end = start;

        Stretch(Extent extent) {
            this.extent = extent;
        }

        @Override
        public List<Purged> delete() {
            end = Math.min(extent.pages(), next + pace.pages());
            List<Purged> purged = new ArrayList<>();
            for (Owners.Share share : shares) {
                purged.addAll(delete(share));
            }
            return purged;
        }

        private List<Purged> delete(Owners.Share share) {
            Result<Record> live = run.session().sql().fetch(PurgeQueries.LIVE, share.live());
            if (live.isEmpty()) {
                // Holds were placed since.
                return List.of();
            }
            Map<@Nullable UUID, Instant> cutoffs = new HashMap<>();
            live.forEach(row -> cutoffs.put(
                    row.get("id", UUID.class),
                    row.get("cutoff", Timestamp.class).toInstant()));
            return run.session()
                    .sql()
                    .fetch(
                            PurgeQueries.PURGE_PAGES,
                            leaf.sql(),
                            DSL.val(live.getValues("id", UUID.class).toArray(UUID[]::new)),
                            DSL.val(live.getValues("spelled", String.class).toArray(String[]::new)),
                            share.theirs(),
                            DSL.inline("(" + next + ",0)"),
                            DSL.inline("(" + end + ",0)"))
                    .map(row -> {
                        UUID id = row.get("id", UUID.class);
                        return new Purged(
                                leaf.table(),
                                leaf.name().name(),
                                id,
                                row.get("rows", Long.class),
                                Objects.requireNonNull(cutoffs.get(id)));
                    });
        }

        @Override
        public String checkpoint(List<Purged> deleted) {
            return new PurgeCheckpoint(leaf.name(), extent.file(), end)
                    .json(run.tally().purgedFrom(leaf, deleted));
        }
    }
}
