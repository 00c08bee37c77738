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
                near.isEmpty() ? "no deployment has that id or name, nor one that is near" : meant(near),
                "see all of them: exo-db-cli retention list",
                null);
        this.near = List.copyOf(near);
    }

    @Override
    public List<Detail> details() {
        return near.stream()
                .map(one -> new Detail(
                        "deployment.near",
                        "deployment " + one.name() + " of tenant " + one.tenant(),
                        one.id().toString()))
                .toList();
    }

    private static String meant(List<DeploymentWindow> near) {
        return "near ones: "
                + String.join(
                        ", ",
                        near.stream()
                                .map(one -> one.name() + " (" + one.id() + ")")
                                .toList());
    }
}
