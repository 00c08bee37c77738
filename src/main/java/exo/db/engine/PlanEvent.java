package exo.db.engine;

import exo.db.schema.Pending;
import exo.db.schema.Step;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the executor tells while it works; it never prints. */
public sealed interface PlanEvent {
    /** A step begins. */
    record Started(Step step, int number, int total) implements PlanEvent {}

    /** A step is committed, except that neighbours which share a transaction commit together with the last of them. */
    record Finished(Step step, Duration duration) implements PlanEvent {}

    /** A step waits for a lock; {@code holders} says whose. */
    record Waiting(Step step, String holders) implements PlanEvent {}

    /** A step that takes long is under way; told about every second. */
    record Progress(Step step, Activity activity, Duration elapsed) implements PlanEvent {}

    /** What a step that takes long is at. */
    sealed interface Activity {
        /**
         * An index is being built.
         *
         * @param phase as the server words it
         * @param percent of the work, by estimate
         * @param left by estimate, without what others make it wait; null while nobody can know
         */
        record Building(String phase, int percent, @Nullable Duration left) implements Activity {}

        /**
         * Rows are held against a constraint; the server does not say how far it is.
         *
         * @param rows by the planner's statistics; 0 where nobody ever counted
         */
        record Checking(long rows) implements Activity {}

        /**
         * Rows get their value in a new column.
         *
         * @param done rows of this run
         * @param rows in all, by the planner's statistics; 0 where nobody ever counted
         */
        record Filling(long done, long rows) implements Activity {}
    }

    /** A step was given up for this time, so that the rest could go on. */
    record Deferred(Step step, Pending pending) implements PlanEvent {}
}
