package exo.db.engine;

import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;

/** Somebody asked this run to stop while it was filling a column; what was filled stays. */
public final class FillInterrupted extends ExoException {
    private static final long serialVersionUID = 1L;

    FillInterrupted() {
        super(
                ExitStatus.STOPPED,
                "fill.interrupted",
                "filling a column was interrupted between two batches",
                "this run was asked to stop",
                "run the same command again: it fills only what is left",
                null);
    }
}
