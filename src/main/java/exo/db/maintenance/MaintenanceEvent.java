package exo.db.maintenance;

import exo.db.failure.ExoException;
import java.time.Duration;

/** Something of the daemon's life that the operator may want to read. */
public sealed interface MaintenanceEvent {
    /** This process leads from now on. */
    record LeaseTaken(long term) implements MaintenanceEvent {}

    /** Somebody else leads; what was under way ends after its batch. */
    record LeaseLost(long term) implements MaintenanceEvent {}

    /** This process does not lead. */
    record Waiting(String reason) implements MaintenanceEvent {}

    /** The loop turns: told at every turn and between the batches of a task, and of no interest to the operator. */
    record Alive() implements MaintenanceEvent {}

    /** A task begins. */
    record TaskBegan(TaskName task) implements MaintenanceEvent {}

    /**
     * A task was run.
     *
     * @param pause how long it is left alone after a run that did not end well; zero after one that did
     */
    record TaskEnded(TaskRun run, Duration pause) implements MaintenanceEvent {}

    /** The database could not be worked with; the loop tries again. Told once until it works again. */
    record Troubled(ExoException failure) implements MaintenanceEvent {}

    /**
     * What {@link Troubled} told of is over.
     *
     * @param doing what works again, as an infinitive without "to"
     */
    record Recovered(String doing) implements MaintenanceEvent {}
}
