package exo.db.engine;

import exo.db.engine.PlanExecutor.Obstacle;
import exo.db.schema.Deferral;
import java.time.Duration;

/**
 * How a plan is applied.
 *
 * @param lockWait how long all lock waits of the plan may take together
 * @param ledger where the steps are written down
 * @param deferral what was put off earlier in the same run; what is put off now is added
 */
public record Conduct(Duration lockWait, Obstacle obstacle, StepLedger ledger, Deferral deferral) {
    /** For a plan on its own, whose steps are written down elsewhere. */
    static Conduct alone(Duration lockWait, Obstacle obstacle) {
        return new Conduct(lockWait, obstacle, StepLedger.nowhere(), new Deferral());
    }
}
