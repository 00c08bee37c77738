package exo.db.retention;

/**
 * A hold that is to be placed. Making one changes nothing: {@link HoldService#place} does.
 *
 * @param deployment as it was when it was looked at
 */
public record HoldPlacement(DeploymentWindow deployment, String reason, String placedBy) {
    /** Whether a hold for that reason is there already. */
    public boolean isEmpty() {
        return deployment.held();
    }
}
