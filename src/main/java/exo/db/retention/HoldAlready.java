package exo.db.retention;

import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;

/** The deployment is held for another reason; a second hold would be lost with the release of the first. */
public final class HoldAlready extends ExoException {
    private static final long serialVersionUID = 1L;

    HoldAlready(DeploymentWindow deployment, PlacedHold hold) {
        super(
                ExitStatus.REFUSED,
                "hold.present",
                "deployment " + deployment.name() + " (" + deployment.id() + ") is held already",
                HoldService.words(hold),
                "nothing, if that hold is enough; else release it and place one that names both reasons",
                null);
    }
}
