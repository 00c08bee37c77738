package exo.db.retention;

import exo.db.database.ServerFailures;
import exo.db.database.SqlState;
import exo.db.model.RetentionWindows;
import exo.db.retention.PurgePlanner.Method;
import exo.db.retention.PurgeRun.Batch;
import exo.db.schema.Pending;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jooq.exception.DataAccessException;

/** Deletes the expired rows of one leaf after the other. */
final class RowPurge {
    /**
     * A second look finds rows that an earlier run passed over before they expired, and such as somebody changed while
     * they were to go; a third one what was changed during the second. Who goes on changing them has the next run wait.
     */
    private static final int MOST_LOOKS = 3;

    /** What is wrong with one leaf and says nothing of the others, such as one that another role owns. */
    private static final Set<String> OF_ONE_LEAF =
            Set.of(SqlState.INSUFFICIENT_PRIVILEGE, SqlState.WRONG_OBJECT_TYPE, SqlState.FEATURE_NOT_SUPPORTED);

    private final PurgeRun run;
    private final LeafUpkeep upkeep;
    private final Optional<PurgeCheckpoint> checkpoint;

    /** @param checkpoint where the last run stopped */
    RowPurge(PurgeRun run, LeafUpkeep upkeep, Optional<PurgeCheckpoint> checkpoint) {
        this.run = run;
        this.upkeep = upkeep;
        this.checkpoint = checkpoint;
    }

    /** Leaf by leaf; a leaf that is left does not keep the others. */
    Batch purge(List<PurgeLeaf> leaves) {
        Set<String> locked = new HashSet<>();
        for (BottomLeaf leaf : LeafReader.bottom(run.session(), leaves)) {
            if (locked.contains(leaf.leaf().table())) {
                continue;
            }
            switch (purgeIfThere(leaf)) {
                case DONE, LEFT -> {}
                case LOCKED -> locked.add(leaf.leaf().table());
                case STOPPED -> {
                    return Batch.STOPPED;
                }
            }
        }
        upkeep.finish();
        return Batch.DONE;
    }

    /** A leaf that was detached since the catalog was read takes its rows with it. */
    private Batch purgeIfThere(BottomLeaf leaf) {
        try {
            return purge(leaf);
        } catch (DataAccessException e) {
            if (SqlState.is(e, SqlState.UNDEFINED_TABLE)) {
                return Batch.DONE;
            }
            if (!OF_ONE_LEAF.contains(String.valueOf(SqlState.of(e)))) {
                throw e;
            }
            run.tally()
                    .leave(new Pending(
                            "purge.refused",
                            "expired rows of " + leaf.leaf().name() + " stay: " + ServerFailures.reason(e),
                            "see it with \\d+ in psql, and make this role its owner"));
            return Batch.LEFT;
        }
    }

    private Batch purge(BottomLeaf leaf) {
        long before = run.tally().rows();
        Batch batch = Batch.DONE;
        for (int look = 1; look <= MOST_LOOKS && batch == Batch.DONE; look++) {
            if (run.isToStop()) {
                run.stopped("the beginning of " + leaf.leaf().name());
                return Batch.STOPPED;
            }
            RetentionWindows windows = run.windows();
            Optional<Owners> owners = run.look(leaf.leaf(), () -> Owners.of(run.session(), leaf.leaf(), windows));
            if (owners.isEmpty() || owners.get().isEmpty()) {
                break;
            }
            LeafWalk walk = walk(leaf, owners.get(), windows, look == 1 ? checkpoint : Optional.empty());
            batch = walk.purge();
            if (walk.isComplete()) {
                break;
            }
        }
        long deleted = run.tally().rows() - before;
        if (deleted > 0 && batch != Batch.STOPPED) {
            run.file();
            upkeep.after(leaf, deleted);
        }
        return batch;
    }

    private LeafWalk walk(BottomLeaf leaf, Owners owners, RetentionWindows windows, Optional<PurgeCheckpoint> from) {
        Optional<LeafStatistics> known = LeafReader.statistics(run.session(), leaf);
        return switch (PurgePlanner.method(leaf, owners, known, windows)) {
            case Method.OLDEST_FIRST -> new OldestFirst(run, leaf.leaf(), owners, windows);
            case Method.PAGE_BY_PAGE -> new PageByPage(run, leaf.leaf(), owners, windows, from);
        };
    }
}
