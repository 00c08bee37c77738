package exo.db.retention;

import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;
import java.util.List;

/** No deployment has that id or name. */
public final class DeploymentUnknown extends ExoException {
    private static final long serialVersionUID = 1L;

    private final transient List<DeploymentWindow> near;

    DeploymentUnknown(String idOrName, List<DeploymentWindow> near) {
        super(
                ExitStatus.USAGE,
                "deployment.unknown",
                "there is no deployment \"" + idOrName + "\"",
                near.isEmpty() ? "no deployment has that id or name" : "near ones are",
                "see all of them: exo-db-cli retention list",
                null);
        this.near = List.copyOf(near);
    }

    @Override
    public List<Detail> details() {
        return near.stream()
                .map(one -> new Detail(
                        "deployment.near", one.id() + " (" + one.name() + ", tenant " + one.tenantSlug() + ")", ""))
                .toList();
    }
}
