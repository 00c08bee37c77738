package exo.db.engine;

import exo.db.database.Timing;
import exo.db.schema.Step;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Tells the audience of steps that begin and end. */
record Telling(Consumer<PlanEvent> audience, int total) {
    void started(Step step, int number) {
        audience.accept(new PlanEvent.Started(step, number, total));
    }

    /** Tells how far a statement of the step is, which is about to begin. */
    ProgressObserver progress(Step step, Timing timing) {
        return new ProgressObserver(step, timing, audience);
    }

    /** Steps that went to the server together share the time they took. */
    void finished(List<Step> steps, Duration together) {
        // As a number: Duration divides by means of BigDecimal, which takes longer to load than most steps to run.
        Duration each = Duration.ofNanos(together.toNanos() / Math.max(1, steps.size()));
        steps.forEach(step -> audience.accept(new PlanEvent.Finished(step, each)));
    }
}
