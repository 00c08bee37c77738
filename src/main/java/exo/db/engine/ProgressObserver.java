package exo.db.engine;

import exo.db.database.Session;
import exo.db.database.Timing;
import exo.db.engine.BuildReading.Method;
import exo.db.engine.PlanEvent.Activity;
import exo.db.schema.Change;
import exo.db.schema.Step;
import java.time.Duration;
import java.util.function.Consumer;
import org.jooq.Record;

/** Tells how far a step is that builds an index or holds rows against a constraint. For one statement. */
final class ProgressObserver implements StatementWatch.Observer {
    private static final String BUILD = """
            select phase, command like '%CONCURRENTLY' as concurrent,
                case when blocks_total > 0 and phase not like '%loading tuples%' then blocks_done else tuples_done end as done,
                case when blocks_total > 0 and phase not like '%loading tuples%' then blocks_total else tuples_total end as total
            from pg_stat_progress_create_index
            where pid = ? and phase is not null""";

    private final Step step;
    private final Timing timing;
    private final Consumer<PlanEvent> audience;
    private final BuildEstimator estimator = new BuildEstimator();
    private final long start;

    /** The statement is about to begin. */
    ProgressObserver(Step step, Timing timing, Consumer<PlanEvent> audience) {
        this.step = step;
        this.timing = timing;
        this.audience = audience;
        this.start = timing.nanoTime().getAsLong();
    }

    @Override
    public void look(Session second, int backend) {
        Duration elapsed = timing.since(start);
        Record row = second.sql().fetchOne(BUILD, backend);
        if (row != null) {
            audience.accept(new PlanEvent.Progress(step, building(row, elapsed), elapsed));
        } else if (isChecking(step.change())) {
            Activity checking = new Activity.Checking(step.cost().rows());
            audience.accept(new PlanEvent.Progress(step, checking, elapsed));
        }
    }

    private Activity building(Record row, Duration elapsed) {
        BuildReading reading = new BuildReading(
                row.get("concurrent", Boolean.class) ? Method.CONCURRENT : Method.PLAIN,
                row.get("phase", String.class),
                row.get("done", Long.class),
                row.get("total", Long.class));
        BuildEstimator.Estimate estimate = estimator.see(reading, elapsed);
        return new Activity.Building(reading.phase(), estimate.percent(), estimate.left());
    }

    /** The server has no view of how far a validation is. */
    private static boolean isChecking(Change change) {
        return change instanceof Change.ValidateConstraint || change instanceof Change.SetNotNull;
    }
}
