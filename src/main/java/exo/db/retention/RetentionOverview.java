package exo.db.retention;

import java.util.List;

/**
 * The windows of all deployments.
 *
 * @param auditFloorDays audit events are kept at least so long, whatever the window
 * @param deployments soft-deleted ones among them, ordered by name, then by id
 */
public record RetentionOverview(long defaultDays, long auditFloorDays, List<DeploymentWindow> deployments) {
    public RetentionOverview {
        deployments = List.copyOf(deployments);
    }

    /** What people call the deployments. */
    public DeploymentNames names() {
        return DeploymentNames.of(deployments);
    }
}
