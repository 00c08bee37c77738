package exo.db.partition;

import exo.db.model.RetentionWindows;
import exo.db.partition.MonthCoverage.Coverage;
import exo.db.schema.AdoptionProof;
import exo.db.schema.MonthRange;
import exo.db.schema.ObservedTable;
import exo.db.schema.ObservedTable.ObservedCheck;
import exo.db.schema.ObservedTable.ObservedLeaf;
import exo.db.schema.ObservedTable.ObservedLeaf.State;
import exo.db.schema.SchemaSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;

/**
 * Says in no time whether a full look at the partitions is worth while; for boots, nearly all of which find nothing to
 * do.
 *
 * @param now the database's clock
 * @param windowDays the longest window that is in force, so that a month which some deployment still needs does not
 *     call for a full look at every boot; the daemon looks at shorter ones
 * @param trash whether something that was set aside is due to be dropped
 */
public record PartitionSchedule(
        Instant now, long premakeMonths, long windowDays, long auditFloorDays, TrashState trash) {
    /** Whether something that was set aside has waited for long enough. */
    public enum TrashState {
        DUE,
        WAITING
    }

    /**
     * Whether a month or the default partition is missing, a detach is half done, an expired month may go, or an
     * adoption was given up.
     */
    public boolean isDue(SchemaSnapshot snapshot) {
        if (trash == TrashState.DUE) {
            return true;
        }
        for (ObservedTable table : snapshot.tables().values()) {
            if (table.isMonthly() ? isDue(table) : isAbandoned(table)) {
                return true;
            }
        }
        return false;
    }

    private boolean isDue(ObservedTable table) {
        long keptDays =
                RetentionWindows.hasAuditFloor(table.name()) ? Math.max(windowDays, auditFloorDays) : windowDays;
        Instant cutoff = now.minus(Duration.ofDays(keptDays));
        List<MonthRange> bounds = new ArrayList<>();
        boolean hasDefault = false;
        for (ObservedLeaf leaf : table.leaves()) {
            if (leaf.state() == State.DETACH_PENDING) {
                return true;
            }
            hasDefault |= leaf.state() == State.DEFAULT;
            if (leaf.state() == State.ATTACHED && leaf.bound().isPresent()) {
                MonthRange bound = leaf.bound().get();
                bounds.add(bound);
                if (!bound.to().isAfter(cutoff)) {
                    return true;
                }
            }
        }
        return !hasDefault || isMonthMissing(bounds);
    }

    /** A plain table that was to be adopted refuses rows of a month that is near. */
    private boolean isAbandoned(ObservedTable table) {
        for (ObservedCheck check : table.checks()) {
            if (AdoptionProof.isAbandoned(check, now)) {
                return true;
            }
        }
        return false;
    }

    private boolean isMonthMissing(List<MonthRange> bounds) {
        for (YearMonth month : MonthCoverage.wanted(now, premakeMonths)) {
            if (MonthCoverage.of(month, bounds) != Coverage.WHOLE) {
                return true;
            }
        }
        return false;
    }
}
