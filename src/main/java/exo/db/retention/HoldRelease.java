package exo.db.retention;

import exo.db.retention.WindowChange.Expiring;

/**
 * A hold that is to be released. Making one changes nothing: {@link HoldService#release} does.
 *
 * @param deployment as it was when it was looked at
 * @param expiring what is past its window by then
 */
public record HoldRelease(DeploymentWindow deployment, Expiring expiring) {
    /** Whether nothing is held. */
    public boolean isEmpty() {
        return !deployment.held();
    }
}
