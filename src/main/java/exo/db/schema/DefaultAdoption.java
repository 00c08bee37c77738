package exo.db.schema;

import java.util.Optional;

/**
 * A default partition that becomes, where it lies, the partition of the one span that all its rows are of; an empty one
 * takes its place.
 *
 * @param leaf what it is called from then on
 * @param proof the name of the check that spares looking at its rows while everybody waits; empty where they are few
 */
public record DefaultAdoption(
        QualifiedName parent,
        QualifiedName defaultPartition,
        QualifiedName leaf,
        MonthRange range,
        Optional<String> proof) {
    /** What proofs' names begin with. One is held against new rows too: who finds it abandoned takes it away. */
    public static final String PROOF = "exo_default_within_";

    /** The check that every row is of that span. */
    public static Check proof(MonthRange range) {
        return new Check(
                PROOF + MonthRange.monthOf(range.from()).toString().replace('-', '_'),
                "((created_at >= '" + range.from() + "'::timestamp with time zone) AND (created_at < '" + range.to()
                        + "'::timestamp with time zone))");
    }

    /** Whether a check of that name is such a proof, of whatever span. */
    public static boolean isProof(String check) {
        return check.startsWith(PROOF);
    }
}
