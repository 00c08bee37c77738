package exo.db.partition;

import exo.db.partition.PartitionSnapshot.Clocks;
import exo.db.partition.PartitionSnapshot.MonthlyTable;
import exo.db.schema.Pending;
import exo.db.schema.Plan;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Plans the partitions of all monthly tables: first those that rows need, then those that have expired. */
final class PartitionPlanner {
    /** Two clocks that are set by NTP agree to far less; a wrong zone or date is far more. */
    private static final Duration TOLERANCE = Duration.ofMinutes(5);

    private PartitionPlanner() {}

    static Plan plan(PartitionSnapshot observed, PartitionPolicy policy, Purpose purpose) {
        Plan plan = Plan.EMPTY;
        if (purpose.creates()) {
            plan = plan.then(creations(observed, policy));
        }
        if (purpose.drops()) {
            plan = plan.then(drops(observed, policy));
        }
        return plan;
    }

    /** The current and the next month of each table that have no partition, by the name it should have. */
    static List<String> missingNow(PartitionSnapshot observed) {
        List<String> missing = new ArrayList<>();
        for (MonthlyTable table : observed.tables()) {
            for (YearMonth month : MonthCoverage.wanted(observed.clocks().database(), 1)) {
                if (MonthCoverage.of(month, table.bounds()) != MonthCoverage.Coverage.WHOLE) {
                    missing.add(MonthCoverage.partitionName(table.name().name(), month));
                }
            }
        }
        return missing;
    }

    private static Plan creations(PartitionSnapshot observed, PartitionPolicy policy) {
        List<YearMonth> wanted = MonthCoverage.wanted(observed.clocks().database(), policy.premakeMonths());
        Plan plan = Plan.EMPTY;
        for (MonthlyTable table : observed.tables()) {
            plan = plan.then(new CreationPlanner(table).plan(wanted));
        }
        return plan;
    }

    private static Plan drops(PartitionSnapshot observed, PartitionPolicy policy) {
        ExpiryPlanner expiry = new ExpiryPlanner(observed, policy);
        if (!expiry.hasWork()) {
            return Plan.EMPTY;
        }
        Optional<Pending> fuse = fuse(observed.clocks());
        return fuse.isPresent() ? new Plan(List.of(), List.of(fuse.get())) : expiry.plan();
    }

    /** What stops every drop: a clock that cannot be trusted. */
    private static Optional<Pending> fuse(Clocks clocks) {
        Duration apart = Duration.between(clocks.machine(), clocks.database()).abs();
        if (apart.compareTo(TOLERANCE) > 0) {
            return Optional.of(new Pending(
                    "clock.differs",
                    "no partition is dropped: the database's clock says " + seconds(clocks.database())
                            + ", this machine's " + seconds(clocks.machine()),
                    "set the wrong one of the two clocks, then run again"));
        }
        return clocks.lastRun()
                .filter(lastRun -> clocks.database().isBefore(lastRun))
                .map(lastRun -> new Pending(
                        "clock.behind",
                        "no partition is dropped: the database's clock says " + seconds(clocks.database())
                                + ", but a run on record began at " + seconds(lastRun),
                        "set the database's clock; if it is right, that run in maintenance_runs has a wrong time"));
    }

    private static Instant seconds(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS);
    }
}
