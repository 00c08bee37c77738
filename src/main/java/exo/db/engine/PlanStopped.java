package exo.db.engine;

import exo.db.database.ServerFailures;
import exo.db.database.SqlState;
import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;
import exo.db.schema.ChangeText;
import exo.db.schema.Step;
import org.jspecify.annotations.Nullable;

/** A step failed; the steps before it stay applied, and running the command again plans only what is left. */
public final class PlanStopped extends ExoException {
    private static final long serialVersionUID = 1L;

    private final @Nullable String sqlState;

    PlanStopped(Step step, int number, int total, RuntimeException cause) {
        this(step, number, total, ServerFailures.of(cause, ChangeText.of(step.change())), cause);
    }

    private PlanStopped(Step step, int number, int total, ExoException failure, RuntimeException cause) {
        super(
                status(failure),
                failure.id(),
                "step " + number + " of " + total + " failed: " + ChangeText.of(step.change()),
                failure.why(),
                status(failure) == ExitStatus.STOPPED
                        ? "run the same command again: it plans only what is left"
                        : failure.next(),
                cause);
        this.sqlState = SqlState.of(cause);
    }

    /** The lock was not to be had in time. */
    PlanStopped(Step step, int number, int total, String holders, RuntimeException cause) {
        super(
                ExitStatus.STOPPED,
                "lock.timeout",
                "step " + number + " of " + total + " did not get its lock: " + ChangeText.of(step.change()),
                holders,
                "run the same command again when they are done, or wait longer with --lock-wait",
                cause);
        this.sqlState = SqlState.LOCK_NOT_AVAILABLE;
    }

    @Override
    public @Nullable String sqlState() {
        return sqlState;
    }

    private static ExitStatus status(ExoException failure) {
        return failure.exitStatus() == ExitStatus.LOCKED ? ExitStatus.STOPPED : failure.exitStatus();
    }
}
