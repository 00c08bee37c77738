package exo.db.retention;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The deployment that is to be erased.
 *
 * @param deployment null where its row is gone already, and only rows of it are left
 */
public record EraseTarget(UUID id, @Nullable DeploymentWindow deployment) {
    /** What a person calls it: its name, or its id where it has none any more. */
    public String name() {
        return deployment == null ? id.toString() : deployment.name();
    }

    /** The name with the id. */
    public String words() {
        return "deployment " + (deployment == null ? id + " (gone)" : deployment.name() + " (" + id + ")");
    }

    @Nullable
    UUID tenant() {
        return deployment == null ? null : deployment.tenant();
    }
}
