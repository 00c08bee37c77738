package exo.db.recording;

import exo.db.database.Session;
import exo.db.recording.CastTree.Removal;
import exo.db.recording.PruneReport.Expired;
import exo.db.schema.Pending;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The expired recordings, batch by batch: removes the files of one, then has their sessions mention them no more.
 * Sessions whose recording cannot be removed keep mentioning it.
 */
final class ExpiredBatches {
    /** Few enough that removing their files does not keep the transaction open for long. */
    private static final int BATCH = 200;

    private final Session session;
    private final RecordingDirectory directory;
    private final Instant now;
    private @Nullable UUID last;
    private @Nullable UUID reached;
    private boolean isOver;
    private long stuck;
    private String firstStuck = "";

    ExpiredBatches(Session session, RecordingDirectory directory, Instant now) {
        this.session = session;
        this.directory = directory;
        this.now = now;
    }

    boolean mayHaveMore() {
        return !isOver;
    }

    void end() {
        isOver = true;
    }

    /** The batch is committed: the next one comes after it. */
    void committed() {
        last = reached;
    }

    /** Belongs in the fence. */
    List<Expired> next() {
        List<RecordingReader.ExpiredRow> rows = RecordingReader.expired(session, now, last, BATCH);
        isOver = rows.size() < BATCH;
        List<UUID> cleared = new ArrayList<>();
        List<Expired> removed = new ArrayList<>();
        for (RecordingReader.ExpiredRow row : rows) {
            reached = row.session();
            remove(row).ifPresent(one -> {
                cleared.add(row.session());
                removed.add(one);
            });
        }
        RecordingReader.clear(session, cleared);
        return removed;
    }

    private Optional<Expired> remove(RecordingReader.ExpiredRow row) {
        try {
            return switch (directory.remove(row.castPath())) {
                case Removal.Removed gone ->
                    Optional.of(new Expired(row.deployment(), 1, 1, gone.bytes(), row.cutoff()));
                case Removal.Missing missing -> Optional.of(new Expired(row.deployment(), 1, 0, 0, row.cutoff()));
                case Removal.Refused refused -> keep(row.castPath() + ": " + refused.why());
            };
        } catch (IOException e) {
            return keep(row.castPath() + ": " + e.getClass().getSimpleName());
        }
    }

    private Optional<Expired> keep(String why) {
        stuck++;
        firstStuck = firstStuck.isEmpty() ? why : firstStuck;
        return Optional.empty();
    }

    /** What could not be removed. */
    Optional<Pending> stuck() {
        return stuck == 0
                ? Optional.empty()
                : Optional.of(new Pending(
                        "recording.stuck",
                        stuck + " expired recordings could not be removed; first: " + firstStuck,
                        "see exo-db-cli recordings check"));
    }
}
