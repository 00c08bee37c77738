package exo.db.engine;

import exo.db.schema.Pending;
import exo.db.schema.Step;
import java.time.Duration;

/** What the executor tells while it works; it never prints. */
public sealed interface PlanEvent {
    /** A step begins. */
    record Started(Step step, int number, int total) implements PlanEvent {}

    /** A step is committed, except that neighbours which share a transaction commit together with the last of them. */
    record Finished(Step step, Duration duration) implements PlanEvent {}

    /** A step waits for a lock; {@code holders} says whose. */
    record Waiting(Step step, String holders) implements PlanEvent {}

    /** A step was given up for this time, so that the rest could go on. */
    record Deferred(Step step, Pending pending) implements PlanEvent {}
}
