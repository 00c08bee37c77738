package exo.db.retention;

import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;
import java.util.List;

/** Several tenants have a deployment of that name. */
public final class DeploymentAmbiguous extends ExoException {
    private static final long serialVersionUID = 1L;

    private final transient List<DeploymentWindow> candidates;

    DeploymentAmbiguous(String name, List<DeploymentWindow> candidates) {
        super(
                ExitStatus.USAGE,
                "deployment.ambiguous",
                candidates.size() + " deployments are named \"" + name + "\"",
                "several tenants have one of that name",
                "give the id in place of the name",
                null);
        this.candidates = List.copyOf(candidates);
    }

    @Override
    public List<Detail> details() {
        return candidates.stream()
                .map(one -> new Detail(
                        "deployment.candidate",
                        one.id() + " (" + one.name() + ", tenant " + one.tenantSlug() + ")",
                        ""))
                .toList();
    }
}
