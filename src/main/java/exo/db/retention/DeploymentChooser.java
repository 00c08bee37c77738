package exo.db.retention;

import exo.db.failure.EditDistance;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds the deployment that a person means by an id or a name. */
final class DeploymentChooser {
    /** Enough to hold the one that was meant, few enough to read. */
    private static final int SUGGESTIONS = 3;

    private DeploymentChooser() {}

    /**
     * The one deployment of that id or name. A soft-deleted one is found by name only where no live one has it.
     *
     * @throws DeploymentUnknown suggesting near ones
     * @throws DeploymentAmbiguous naming the ids where several tenants have the name
     */
    static DeploymentWindow choose(List<DeploymentWindow> deployments, String idOrName) {
        List<DeploymentWindow> found = deployments.stream()
                .filter(one -> one.id().toString().equalsIgnoreCase(idOrName))
                .toList();
        if (found.isEmpty()) {
            found = named(deployments, idOrName);
        }
        if (found.isEmpty()) {
            throw new DeploymentUnknown(idOrName, near(deployments, idOrName));
        }
        if (found.size() > 1) {
            throw new DeploymentAmbiguous(idOrName, found);
        }
        return found.getFirst();
    }

    private static List<DeploymentWindow> named(List<DeploymentWindow> deployments, String name) {
        List<DeploymentWindow> all =
                deployments.stream().filter(one -> one.name().equals(name)).toList();
        List<DeploymentWindow> live =
                all.stream().filter(one -> one.deletedAt() == null).toList();
        return live.isEmpty() ? all : live;
    }

    private static List<DeploymentWindow> near(List<DeploymentWindow> deployments, String typed) {
        return deployments.stream()
                .filter(one -> distance(one, typed) <= tolerance(typed))
                .sorted(Comparator.comparingInt((DeploymentWindow one) -> distance(one, typed))
                        .thenComparing(DeploymentWindow::name)
                        .thenComparing(DeploymentWindow::id))
                .limit(SUGGESTIONS)
                .toList();
    }

    /** A third of what was typed may be wrong, but at least one character. */
    private static int tolerance(String typed) {
        return Math.max(1, typed.length() / 3);
    }

    private static int distance(DeploymentWindow deployment, String typed) {
        String wanted = typed.toLowerCase(Locale.ROOT);
        String id = deployment.id().toString();
        if (wanted.length() >= MEANINGFUL_PREFIX && id.startsWith(wanted)) {
            return 0;
        }
        return Math.min(
                EditDistance.between(wanted, id),
                EditDistance.between(wanted, deployment.name().toLowerCase(Locale.ROOT)));
    }

    /** Fewer characters of an id are shared by many. */
    private static final int MEANINGFUL_PREFIX = 4;
}
