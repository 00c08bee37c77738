package exo.db.retention;

import exo.db.database.Session;
import exo.db.model.RetentionWindows;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Record;
import org.jooq.SQL;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Whose rows have expired in a leaf.
 *
 * @param all deployments, also such as are gone; null stands for rows without one
 */
record Owners(List<@Nullable UUID> all) {
    Owners {
        all = Collections.unmodifiableList(new ArrayList<>(all));
    }

    /** Asks the leaf's index. */
    static Owners of(Session session, PurgeLeaf leaf, RetentionWindows windows) {
        Cutoffs cutoffs = Cutoffs.of(windows, windows.days().keySet(), leaf.table());
        List<@Nullable UUID> found = new ArrayList<>();
        for (Record row : session.sql()
                .fetch(
                        PurgeQueries.EXPIRED_OWNERS,
                        leaf.sql(),
                        cutoffs.ids(),
                        cutoffs.instants(),
                        cutoffs.byDefault())) {
            found.add(row.get(0, UUID.class));
        }
        return new Owners(found);
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /** Before when a row of that owner has expired. */
    static Instant cutoff(RetentionWindows windows, @Nullable UUID owner, String table) {
        return owner == null ? windows.defaultCutoff(table) : windows.cutoff(owner, table);
    }

    /** All of them, as few statements as there can be. */
    List<Share> together(RetentionWindows windows, String table) {
        List<UUID> deployments = new ArrayList<>();
        List<Share> shares = new ArrayList<>();
        for (UUID owner : all) {
            if (owner == null) {
                shares.add(Share.unowned(windows, table));
            } else {
                deployments.add(owner);
            }
        }
        if (!deployments.isEmpty()) {
            shares.addFirst(Share.owned(windows, deployments, DSL.condition(PurgeQueries.OWNED), table));
        }
        return shares;
    }

    /** One statement for each. */
    List<Share> apart(RetentionWindows windows, String table) {
        return all.stream()
                .map(owner -> owner == null
                        ? Share.unowned(windows, table)
                        : Share.owned(
                                windows,
                                List.of(owner),
                                DSL.condition(PurgeQueries.DEPLOYMENT, DSL.inline(owner)),
                                table))
                .toList();
    }

    /**
     * What of a leaf a statement deletes.
     *
     * @param live whose rows may go, and before when, as a query
     * @param theirs the condition on rows
     */
    record Share(SQL live, Condition theirs) {
        static Share owned(RetentionWindows windows, List<UUID> deployments, Condition theirs, String table) {
            Cutoffs cutoffs = Cutoffs.of(windows, deployments, table);
            return new Share(
                    DSL.sql(
                            PurgeQueries.LIVE_OWNED,
                            cutoffs.ids(),
                            cutoffs.instants(),
                            DSL.inline(windows.now().toString()),
                            leastDays(table)),
                    theirs);
        }

        static Share unowned(RetentionWindows windows, String table) {
            return new Share(
                    DSL.sql(
                            PurgeQueries.LIVE_UNOWNED,
                            DSL.inline(windows.defaultCutoff(table).toString()),
                            DSL.inline(windows.now().toString()),
                            leastDays(table)),
                    DSL.condition(PurgeQueries.UNOWNED));
        }

        private static SQL leastDays(String table) {
            return DSL.sql(RetentionWindows.hasAuditFloor(table) ? "s.audit_floor_days" : "0");
        }
    }
}
