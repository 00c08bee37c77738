package exo.db.render;

import exo.db.schema.Cost.Work;
import exo.db.schema.Plan;
import exo.db.schema.Scope;
import exo.db.schema.Step;
import exo.db.schema.TableLock;

/**
 * What a plan comes to.
 *
 * @param inUse steps that lock a table which others may be using
 * @param writersWait those of them whose lock stops an insert
 * @param scannedRows rows that are read, by estimate
 */
record PlanTotals(
        int steps, long inUse, long writersWait, long scannedRows, long rewrittenRows, long batchedRows, int leftOut) {
    static PlanTotals of(Plan plan) {
        return new PlanTotals(
                plan.steps().size(),
                plan.steps().stream().filter(PlanTotals::isOnTableInUse).count(),
                plan.steps().stream().filter(PlanTotals::letsWritersWait).count(),
                rows(plan, Work.SCAN),
                rows(plan, Work.REWRITE),
                rows(plan, Work.BATCHES),
                plan.pending().size());
    }

    static boolean isOnTableInUse(Step step) {
        return !step.locks().isEmpty() || step.cost().work() != Work.DEFINITIONS;
    }

    static boolean letsWritersWait(Step step) {
        return step.locks().stream().map(TableLock::mode).anyMatch(mode -> mode.blocksWriters());
    }

    /** Whether its locks are held for a moment: a scan outside a transaction is made under a lock that stops nobody. */
    static boolean isBrief(Step step) {
        return step.cost().work() == Work.DEFINITIONS || (step.scope() == Scope.NONE && letsWritersWait(step));
    }

    /** One line. */
    String sentence() {
        String work = inUse == 0
                ? "none on a table in use"
                : inUse + " on tables in use, writers wait at " + (writersWait == 0 ? "none" : writersWait)
                        + " of them";
        return PlanText.count(steps, "change") + ": " + work
                + rows(", reads about ", scannedRows)
                + rows(", rewrites about ", rewrittenRows)
                + rows(", fills in batches about ", batchedRows)
                + (leftOut == 0 ? "" : "; " + leftOut + " left out");
    }

    private static String rows(String verb, long rows) {
        return rows == 0 ? "" : verb + PlanText.rows(rows);
    }

    private static long rows(Plan plan, Work work) {
        return plan.steps().stream()
                .map(Step::cost)
                .filter(cost -> cost.work() == work)
                .mapToLong(cost -> cost.rows())
                .sum();
    }
}
