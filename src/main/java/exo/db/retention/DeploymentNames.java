package exo.db.retention;

import static java.util.stream.Collectors.groupingBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What people call deployments: by name, with the tenant where several have it, with the id where that is not enough.
 */
public final class DeploymentNames {
    private final Map<UUID, String> names;

    private DeploymentNames(Map<UUID, String> names) {
        this.names = Map.copyOf(names);
    }

    static DeploymentNames of(List<DeploymentWindow> deployments) {
        Map<UUID, String> names = new HashMap<>();
        name(deployments, DeploymentWindow::name, names);
        name(deployments, DeploymentNames::withTenant, names);
        name(deployments, DeploymentNames::withId, names);
        return new DeploymentNames(names);
    }

    /** Names those that have no name yet and that this tells apart from all others. */
    private static void name(
            List<DeploymentWindow> deployments, Function<DeploymentWindow, String> name, Map<UUID, String> names) {
        deployments.stream().collect(groupingBy(name)).forEach((text, bearers) -> {
            if (bearers.size() == 1) {
                names.putIfAbsent(bearers.getFirst().id(), text);
            }
        });
    }

    private static String withTenant(DeploymentWindow deployment) {
        return deployment.name() + " (tenant " + deployment.tenantSlug() + ")";
    }

    private static String withId(DeploymentWindow deployment) {
        return deployment.name() + " (" + deployment.id() + ")";
    }

    /** The name to show of whose rows they are: also of a deployment that is gone, and of rows that have none. */
    public String nameOf(@Nullable UUID deployment) {
        if (deployment == null) {
            return "(none)";
        }
        return names.getOrDefault(deployment, deployment + " (gone)");
    }
}
