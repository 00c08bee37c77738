package exo.db.migrate;

import exo.db.schema.Hazard;
import java.time.Duration;
import java.util.Set;

/**
 * How far a boot may go.
 *
 * @param allowed hazards that the operator named
 * @param lockWait how long to wait for other runs, and again for the locks of all steps together
 */
public record MigratePolicy(Set<Hazard> allowed, Duration lockWait) {
    public MigratePolicy {
        allowed = Set.copyOf(allowed);
    }
}
