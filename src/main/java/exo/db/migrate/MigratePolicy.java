package exo.db.migrate;

import exo.db.schema.Hazard;
import exo.db.schema.PlannerPolicy;
import java.time.Duration;
import java.util.Set;

/**
 * How far a boot may go.
 *
 * @param planning what the plan may ask of those who use the tables
 * @param lockWait how long to wait for other runs, and again for the locks of all steps together
 */
public record MigratePolicy(PlannerPolicy planning, Duration lockWait) {
    /** The hazards that the operator named. */
    public Set<Hazard> allowed() {
        return planning.allowed();
    }
}
