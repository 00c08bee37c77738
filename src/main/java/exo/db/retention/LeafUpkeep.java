package exo.db.retention;

import exo.db.database.Session;
import exo.db.retention.PurgePolicy.Upkeep;
import exo.db.retention.RetentionReport.Care;
import exo.db.schema.QualifiedName;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jooq.Name;
import org.jooq.impl.DSL;

/**
 * Makes the room of deleted rows usable again where autovacuum would wait, and keeps the planner's statistics true.
 *
 * <p>Nobody who reads or writes waits for it: what somebody has locked is passed over, and a leaf is not cut off at its
 * end, for which it would be locked exclusively, here and on every replica; rows go all over a leaf, so its end is
 * hardly ever free, and a leaf without rows is dropped soon.
 */
final class LeafUpkeep {
    /** Autovacuum, as it is set usually, waits for twice as many. */
    private static final double WORTH_A_VACUUM = 0.1;

    private final PurgeRun run;
    private final Session session;
    private final Upkeep upkeep;
    private final Set<String> changed = new LinkedHashSet<>();

    LeafUpkeep(PurgeRun run, Upkeep upkeep) {
        this.run = run;
        this.session = run.session();
        this.upkeep = upkeep;
    }

    /** A leaf has lost that many rows. */
    void after(BottomLeaf leaf, long deleted) {
        if (upkeep == Upkeep.NONE) {
            return;
        }
        changed.add(leaf.leaf().table());
        if (deleted > leaf.rows() * WORTH_A_VACUUM) {
            gently(() -> session.sql()
                    .execute(
                            "vacuum (analyze, skip_locked, truncate off, parallel 0) {0}",
                            leaf.leaf().sql()));
            run.tally().add(leaf.leaf(), Care.VACUUMED);
            // Only now it costs nothing to see.
            run.look(
                            leaf.leaf(),
                            () -> session.sql()
                                    .fetchSingle(
                                            PurgeQueries.IS_EMPTY, leaf.leaf().sql()))
                    .filter(row -> Boolean.TRUE.equals(row.get(0, Boolean.class)))
                    .ifPresent(row -> run.tally().add(leaf.leaf(), Care.EMPTY));
        }
    }

    /** The tables as a whole have lost rows: their own statistics are those that queries over months are planned by. */
    void finish() {
        for (String table : changed) {
            PurgeLeaf whole = new PurgeLeaf(table, new QualifiedName(session.schema(), table));
            Name name = whole.sql();
            boolean isDue = session.sql()
                    .fetchOptional(
                            PurgeQueries.IS_ANALYSIS_DUE, DSL.val(session.sql().render(name)))
                    .map(row -> row.get(0, Boolean.class))
                    .orElse(false);
            if (isDue && !run.isToStop()) {
                gently(() -> session.sql().execute("analyze (skip_locked) {0}", name));
                run.tally().add(whole, Care.ANALYZED);
            }
        }
    }

    /** At the speed that autovacuum keeps to, where others are to notice little of it. */
    private void gently(Runnable work) {
        if (!run.isPaced()) {
            work.run();
            return;
        }
        session.sql().execute("set vacuum_cost_delay = '2ms'");
        try {
            work.run();
        } finally {
            session.sql().execute("reset vacuum_cost_delay");
        }
    }
}
