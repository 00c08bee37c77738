package exo.db.retention;

import exo.db.database.Session;
import exo.db.engine.BatchPace;
import exo.db.engine.BatchPace.Manner;
import exo.db.model.RetentionWindows;
import exo.db.retention.PurgeRun.Batch;
import exo.db.retention.RetentionReport.Purged;
import exo.db.schema.Pending;
import exo.db.schema.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Deletes ended sessions past their window: the recording first, then the row. A stop between the two leaves a row
 * whose recording is gone, which the next run finds and deletes; the other order would leave a file nobody knows.
 */
final class SessionPurge {
    private static final String TABLE = "sessions";

    /** Few enough that removing their files does not keep the transaction open for long. */
    private static final int BATCH = 200;

    private final PurgeRun run;
    private final Session session;
    private final RecordingRemover recordings;
    private final List<String> stuck = new ArrayList<>();

    private final PurgeLeaf leaf;
    private @Nullable UUID last;
    private int found = BATCH;

    SessionPurge(PurgeRun run, RecordingRemover recordings) {
        this.run = run;
        this.session = run.session();
        this.recordings = recordings;
        this.leaf = new PurgeLeaf(TABLE, new QualifiedName(session.schema(), TABLE));
    }

    /** Sessions whose recording cannot be removed keep their row. */
    Batch purge() {
        BatchPace pace = new BatchPace(Manner.BULK);
        Batch batch = Batch.DONE;
        while (found == BATCH && batch == Batch.DONE) {
            batch = run.batch(leaf, pace, new Next());
        }
        if (batch == Batch.STOPPED) {
            run.stopped(TABLE);
        }
        if (last != null) {
            run.file();
        }
        if (!stuck.isEmpty()) {
            run.tally()
                    .leave(new Pending(
                            "recording.stuck",
                            (stuck.size() == 1
                                            ? "1 expired session keeps its"
                                            : stuck.size() + " expired sessions keep their")
                                    + " row, since the recording could not be removed; first: "
                                    + stuck.getFirst(),
                            "run where the recordings volume is mounted; see exo-db-cli recordings check"));
        }
        return batch;
    }

    /** The next few of them. */
    private final class Next implements PurgeRun.Work {
        @Override
        public List<Purged> delete() {
            return next(run.windows());
        }

        @Override
        public String checkpoint(List<Purged> deleted) {
            return PurgeCheckpoint.ofRows(run.tally().purgedFrom(leaf, deleted));
        }
    }

    private List<Purged> next(RetentionWindows windows) {
        Result<Record> expired = expired(windows);
        found = expired.size();
        List<UUID> removed = new ArrayList<>();
        List<Purged> purged = new ArrayList<>();
        for (Record row : expired) {
            last = row.get("id", UUID.class);
            if (isRemoved(row.get("cast_path", String.class))) {
                removed.add(row.get("id", UUID.class));
                UUID deployment = row.get("deployment_id", UUID.class);
                purged.add(new Purged(TABLE, TABLE, deployment, 1, windows.cutoff(deployment, TABLE)));
            }
        }
        session.sql().execute(PurgeQueries.PURGE_SESSIONS, DSL.val(removed.toArray(UUID[]::new)));
        return purged;
    }

    private Result<Record> expired(RetentionWindows windows) {
        Cutoffs cutoffs = Cutoffs.of(windows, windows.days().keySet(), TABLE);
        return session.sql()
                .fetch(
                        PurgeQueries.EXPIRED_SESSIONS,
                        cutoffs.ids(),
                        cutoffs.instants(),
                        cutoffs.byDefault(),
                        DSL.val(last, UUID.class),
                        DSL.inline(BATCH));
    }

    private boolean isRemoved(@Nullable String castPath) {
        if (castPath == null) {
            return true;
        }
        Optional<String> obstacle = recordings.remove(castPath);
        obstacle.ifPresent(stuck::add);
        return obstacle.isEmpty();
    }
}
