package exo.db;

import exo.db.database.Session;
import exo.db.engine.PlanEvent;
import exo.db.engine.PlanExecutor;
import exo.db.engine.PlanExecutor.Obstacle;
import exo.db.model.ExoSchema;
import exo.db.partition.PartitionService;
import exo.db.partition.Purpose;
import exo.db.retention.MonthDrop;
import exo.db.retention.MonthDrops;
import exo.db.schema.Change;
import exo.db.schema.Hazard;
import exo.db.schema.Pending;
import exo.db.schema.Plan;
import exo.db.schema.Step;
import exo.db.schema.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The drop of expired partitions as the first thing that retention does: the same plan as the command's. */
final class PartitionDrops implements MonthDrops {
    private static final List<Table> MONTHLY = ExoSchema.declared().monthlyTables();

    private final PartitionService partitions;
    private final PlanExecutor executor;

    PartitionDrops(PartitionService partitions, PlanExecutor executor) {
        this.partitions = partitions;
        this.executor = executor;
    }

    @Override
    public List<MonthDrop> expired(Session session) {
        return plan(session).steps().stream().flatMap(PartitionDrops::month).toList();
    }

    @Override
    public Outcome drop(Session session, Set<Hazard> allowed, Duration lockWait) {
        Plan plan = plan(session).allowing(allowed);
        List<MonthDrop> dropped = new ArrayList<>();
        List<Pending> left = new ArrayList<>(plan.pending());
        left.addAll(executor.apply(session, plan, lockWait, Obstacle.DEFER, event -> {
            if (event instanceof PlanEvent.Finished finished) {
                month(finished.step()).forEach(dropped::add);
            }
        }));
        return new Outcome(dropped, left);
    }

    private Plan plan(Session session) {
        return partitions.plan(session, MONTHLY, Purpose.DROP_EXPIRED);
    }

    private static Stream<MonthDrop> month(Step step) {
        return setAside(step.change())
                .map(partition -> new MonthDrop(
                        partition.parent(),
                        partition.partition(),
                        partition.range(),
                        partition.estimatedRows(),
                        partition.bytes()))
                .stream();
    }

    private static Optional<Change.Detachment> setAside(Change change) {
        if (change instanceof Change.DetachConcurrently detach) {
            return Optional.of(detach.detachment());
        }
        return change instanceof Change.DetachPartition detach ? Optional.of(detach.detachment()) : Optional.empty();
    }
}
