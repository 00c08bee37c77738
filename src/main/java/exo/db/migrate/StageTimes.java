package exo.db.migrate;

import exo.db.database.Timing;
import exo.db.engine.PlanEvent;
import exo.db.migrate.MigrateReport.StageReport;
import exo.db.schema.Stage;
import exo.db.schema.Step;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Counts the changes of each stage and the time between them, from what the executor tells: stages that share a
 * transaction are applied together and still reported one by one.
 */
final class StageTimes implements Consumer<PlanEvent> {
    private final Timing timing;
    private final Consumer<PlanEvent> next;
    private final Map<Stage, Integer> changes = new EnumMap<>(Stage.class);
    private final Map<Stage, Duration> durations = new EnumMap<>(Stage.class);
    private Stage current;
    private long since;

    /** @param first the stage that begins now */
    StageTimes(Timing timing, Stage first, Consumer<PlanEvent> next) {
        this.timing = timing;
        this.current = first;
        this.next = next;
        this.since = timing.nanoTime().getAsLong();
    }

    @Override
    public void accept(PlanEvent event) {
        switch (event) {
            case PlanEvent.Started started -> turnTo(started.step());
            case PlanEvent.Finished finished -> {
                turnTo(finished.step());
                changes.merge(finished.step().stage(), 1, Integer::sum);
            }
            case PlanEvent.Waiting waiting -> {}
            case PlanEvent.Progress progress -> {}
            case PlanEvent.Deferred deferred -> turnTo(deferred.step());
        }
        next.accept(event);
    }

    /** What was done of that stage so far. */
    StageReport report(Stage stage) {
        credit();
        return new StageReport(stage, changes.getOrDefault(stage, 0), durations.getOrDefault(stage, Duration.ZERO));
    }

    private void turnTo(Step step) {
        credit();
        current = step.stage();
    }

    /** The time since the last event belongs to the stage that was under way. */
    private void credit() {
        long now = timing.nanoTime().getAsLong();
        durations.merge(current, Duration.ofNanos(now - since), Duration::plus);
        since = now;
    }
}
