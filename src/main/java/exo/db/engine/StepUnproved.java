package exo.db.engine;

import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;
import exo.db.schema.ChangeText;
import exo.db.schema.Step;

/** The server reported success of a step outside a transaction, and the catalog does not bear it out. */
public final class StepUnproved extends ExoException {
    private static final long serialVersionUID = 1L;

    StepUnproved(Step step) {
        super(
                ExitStatus.STOPPED,
                "step.unproved",
                "not done, although the server reported success: " + ChangeText.of(step.change()),
                "the catalog does not hold what the step was to make, or holds it as invalid",
                "run the same command again: it plans from what is there now",
                null);
    }
}
