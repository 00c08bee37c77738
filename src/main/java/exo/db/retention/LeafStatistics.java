package exo.db.retention;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the planner's statistics say of a leaf's rows: how they are spread over deployments and over time, as if one had
 * nothing to do with the other.
 *
 * @param rows of the leaf
 * @param shares of the most common deployments
 * @param otherShare of each deployment that is none of those
 * @param bounds between which equal parts of the rows lie, as seconds since 1970; empty where nothing is known
 */
record LeafStatistics(long rows, Map<UUID, Double> shares, double otherShare, List<Double> bounds) {
    LeafStatistics {
        shares = Map.copyOf(shares);
        bounds = List.copyOf(bounds);
    }

    /** About how many rows of a deployment, or of none, are older; at least one, since one is known to be there. */
    long rowsBefore(@Nullable UUID deployment, Instant cutoff) {
        double share = deployment == null ? otherShare : shares.getOrDefault(deployment, otherShare);
        return Math.max(1, Math.round(rows * share * shareBefore(cutoff)));
    }

    /** The part of all rows that is older. */
    double shareBefore(Instant cutoff) {
        if (bounds.size() < 2) {
            return 1;
        }
        double moment = cutoff.getEpochSecond() + cutoff.getNano() / 1e9;
        int found = Collections.binarySearch(bounds, moment);
        int above = found >= 0 ? found : -found - 1;
        if (above == 0) {
            return 0;
        }
        if (above == bounds.size()) {
            return 1;
        }
        double within = (moment - bounds.get(above - 1)) / (bounds.get(above) - bounds.get(above - 1));
        return (above - 1 + within) / (bounds.size() - 1);
    }
}
