package exo.db.partition;

import exo.db.database.Session;
import exo.db.partition.PartitionReader.View;
import exo.db.schema.Plan;
import exo.db.schema.Table;
import java.time.Clock;
import java.util.List;

/** Plans and reports the partitions of the monthly tables. Never writes. */
public final class PartitionService {
    private final Clock clock;

    /** @param clock this machine's, which the database's is compared with before anything is dropped */
    public PartitionService(Clock clock) {
        this.clock = clock;
    }

    /**
     * The plan for the purpose; empty when there is nothing to do.
     *
     * @param monthly the tables as declared; one that is not there yet is planned for as if it were empty, one that is
     *     a plain table is left alone
     */
    public Plan plan(Session session, List<Table> monthly, Purpose purpose) {
        View view = PartitionReader.read(session, monthly, clock, purpose);
        return PartitionPlanner.plan(view.snapshot(), view.policy(), purpose);
    }

    /** Names the partitions of the current and the next month that are missing; the backend needs them all. */
    public List<String> missingNow(Session session, List<Table> monthly) {
        return PartitionPlanner.missingNow(
                PartitionReader.read(session, monthly, clock, Purpose.ENSURE).snapshot());
    }

    /** Every partition with what will become of it. */
    public PartitionReport report(Session session, List<Table> monthly) {
        View view = PartitionReader.read(session, monthly, clock, Purpose.BOOT);
        return new PartitionReporter(session, view.snapshot())
                .report(PartitionPlanner.plan(view.snapshot(), view.policy(), Purpose.BOOT)
                        .pending());
    }
}
