package exo.db.schema;

import java.util.Set;

/**
 * How far a plan may go.
 *
 * @param allowed the hazards that somebody named; what another would take is pending
 * @param largestRewrite bytes of a table, with its indexes, long values and partitions, up to which it may be written
 *     anew in one go while nobody can use it
 */
public record PlannerPolicy(Set<Hazard> allowed, long largestRewrite) {
    /** A rewrite of 73 MB was measured to stop writers for 0.7 to 1.4 s; this is over in a tenth of that. */
    public static final long USUAL_REWRITE = 8L * 1024 * 1024;

    /** No hazard, and no rewrite that would be felt. */
    public static final PlannerPolicy USUAL = new PlannerPolicy(Set.of(), USUAL_REWRITE);

    public PlannerPolicy {
        allowed = Set.copyOf(allowed);
        if (largestRewrite < 0) {
            throw new IllegalArgumentException("a size is not negative");
        }
    }
}
