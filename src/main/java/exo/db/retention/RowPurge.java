package exo.db.retention;

import exo.db.database.ServerFailures;
import exo.db.database.Session;
import exo.db.database.SqlState;
import exo.db.model.RetentionWindows;
import exo.db.retention.PurgeRun.Batch;
import exo.db.retention.RetentionReport.Purged;
import exo.db.schema.Pending;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jooq.Name;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

/** Deletes the expired rows of a leaf block by block, so that each batch is bounded and none is read twice. */
final class RowPurge {
    /** 4 MB: the largest batch beside which inserts kept their latency when it was measured. */
    private static final long BLOCKS = 500;

    /** What is wrong with one leaf and says nothing of the others, such as one that another role owns. */
    private static final Set<String> OF_ONE_LEAF =
            Set.of(SqlState.INSUFFICIENT_PRIVILEGE, SqlState.WRONG_OBJECT_TYPE, SqlState.FEATURE_NOT_SUPPORTED);

    private final PurgeRun run;
    private final Session session;

    RowPurge(PurgeRun run) {
        this.run = run;
        this.session = run.session();
    }

    /** Leaf by leaf; a table that is left in one leaf is left in the following ones too. */
    void purge(List<PurgeLeaf> leaves) {
        Set<String> left = new HashSet<>();
        for (PurgeLeaf leaf : leaves) {
            if (!left.contains(leaf.table()) && purgeIfThere(leaf) == Batch.LEFT) {
                left.add(leaf.table());
            }
        }
    }

    /** A leaf that was detached since the catalog was read takes its rows with it. */
    private Batch purgeIfThere(PurgeLeaf leaf) {
        try {
            return purge(leaf);
        } catch (DataAccessException e) {
            if (SqlState.is(e, SqlState.UNDEFINED_TABLE)) {
                return Batch.DONE;
            }
            if (!OF_ONE_LEAF.contains(String.valueOf(SqlState.of(e)))) {
                throw e;
            }
            run.leave(new Pending(
                    "purge.refused",
                    "expired rows of " + leaf.name() + " stay: " + ServerFailures.reason(e),
                    "see it with \\d+ in psql, and make this role its owner"));
            return Batch.DONE;
        }
    }

    private Batch purge(PurgeLeaf leaf) {
        Owners owners = owners(leaf, run.windows());
        if (owners.isEmpty()) {
            return Batch.DONE;
        }
        long blocks = blocks(leaf);
        for (long first = 0; first < blocks; first += BLOCKS) {
            Blocks range = new Blocks(first, first + BLOCKS);
            if (run.batch(leaf.table(), windows -> delete(leaf, range, owners, windows)) == Batch.LEFT) {
                return Batch.LEFT;
            }
        }
        return Batch.DONE;
    }

    private Owners owners(PurgeLeaf leaf, RetentionWindows windows) {
        Cutoffs cutoffs = Cutoffs.of(windows, windows.days().keySet(), leaf.table());
        Result<Record> found = session.sql()
                .fetch(
                        RetentionQueries.EXPIRED_OWNERS,
                        name(leaf),
                        cutoffs.ids(),
                        cutoffs.instants(),
                        cutoffs.byDefault());
        Set<UUID> deployments = new HashSet<>();
        Unowned unowned = Unowned.NONE;
        for (Record row : found) {
            UUID deployment = row.get(0, UUID.class);
            if (deployment == null) {
                unowned = Unowned.EXPIRED;
            } else {
                deployments.add(deployment);
            }
        }
        return new Owners(deployments, unowned);
    }

    /** Rows beyond were written after the run began. */
    private long blocks(PurgeLeaf leaf) {
        return session.sql()
                .fetchSingle(RetentionQueries.BLOCKS, DSL.val(session.sql().render(name(leaf))))
                .get(0, Long.class);
    }

    private List<Purged> delete(PurgeLeaf leaf, Blocks range, Owners owners, RetentionWindows windows) {
        List<Purged> purged = new ArrayList<>();
        if (!owners.deployments().isEmpty()) {
            purged.addAll(deleteOwned(leaf, range, owners.deployments(), windows));
        }
        if (owners.unowned() == Unowned.EXPIRED) {
            purged.add(deleteUnowned(leaf, range, windows));
        }
        purged.removeIf(rows -> rows.rows() == 0);
        return purged;
    }

    private List<Purged> deleteOwned(PurgeLeaf leaf, Blocks range, Set<UUID> deployments, RetentionWindows windows) {
        Cutoffs cutoffs = Cutoffs.of(windows, deployments, leaf.table());
        return session.sql()
                .fetch(
                        RetentionQueries.PURGE_OWNED,
                        name(leaf),
                        DSL.val(range.start()),
                        DSL.val(range.end()),
                        cutoffs.ids(),
                        cutoffs.instants())
                .map(row -> {
                    UUID deployment = row.get("deployment_id", UUID.class);
                    Instant cutoff = windows.cutoff(deployment, leaf.table());
                    return new Purged(
                            leaf.table(), leaf.name().name(), deployment, row.get("rows", Long.class), cutoff);
                });
    }

    private Purged deleteUnowned(PurgeLeaf leaf, Blocks range, RetentionWindows windows) {
        Instant cutoff = windows.defaultCutoff(leaf.table());
        int rows = session.sql()
                .execute(
                        RetentionQueries.PURGE_UNOWNED,
                        name(leaf),
                        DSL.val(range.start()),
                        DSL.val(range.end()),
                        DSL.val(cutoff.toString()));
        return new Purged(leaf.table(), leaf.name().name(), null, rows, cutoff);
    }

    private static Name name(PurgeLeaf leaf) {
        return DSL.name(leaf.name().schema(), leaf.name().name());
    }

    /** Whose rows have expired in a leaf. */
    private record Owners(Set<UUID> deployments, Unowned unowned) {
        boolean isEmpty() {
            return deployments.isEmpty() && unowned == Unowned.NONE;
        }
    }

    /** Whether rows without a deployment have expired in a leaf. */
    private enum Unowned {
        NONE,
        EXPIRED
    }

    /** From a block to just before another, as the places of rows. */
    private record Blocks(long first, long next) {
        String start() {
            return "(" + first + ",0)";
        }

        String end() {
            return "(" + next + ",0)";
        }
    }
}
