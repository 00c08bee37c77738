package exo.db.retention;

import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;

/** A hold keeps everything of the deployment, so nothing of it, or nothing more of it, is erased. */
public final class DeploymentHeld extends ExoException {
    private static final long serialVersionUID = 1L;

    DeploymentHeld(String deployment, String hold) {
        super(
                ExitStatus.REFUSED,
                "deployment.held",
                "deployment " + deployment + " is held, and so is not erased",
                hold,
                "see exo-db-cli retention get; once nobody needs it: exo-db-cli retention release " + deployment,
                null);
    }
}
