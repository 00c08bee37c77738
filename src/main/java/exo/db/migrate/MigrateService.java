package exo.db.migrate;

import exo.db.database.AdvisoryLock;
import exo.db.database.ServerFacts;
import exo.db.database.Session;
import exo.db.database.Timing;
import exo.db.engine.PlanExecutor;
import exo.db.engine.RunLog;
import exo.db.schema.DeclaredSchema;
import exo.db.schema.Hazard;
import exo.db.schema.Plan;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Takes a database through the six steps of a boot.
 *
 * <p>Idempotent and safe to kill anywhere: each step commits on its own or with its neighbours, and running it again
 * plans only what is left. It never waits for a person: what stands in somebody's way is left out and reported.
 */
public final class MigrateService {
    private static final String LOCK = "schema";

    private final SchemaLooker looker;
    private final List<BootStep> bootSteps;
    private final PlanExecutor executor;
    private final RunLog runs;
    private final Timing timing;

    /** @param bootSteps what comes after the schema, in the documented order */
    public MigrateService(
            DeclaredSchema declared, List<BootStep> bootSteps, PlanExecutor executor, RunLog runs, Timing timing) {
        this.looker = new SchemaLooker(declared);
        this.bootSteps = List.copyOf(bootSteps);
        this.executor = executor;
        this.runs = runs;
        this.timing = timing;
    }

    /**
     * Everything that a run would do, from the state as it is now. Writes nothing.
     *
     * @param allowed hazards that the operator named
     */
    public Plan plan(Session session, Set<Hazard> allowed) {
        Plan schema = looker.look(session).plan();
        Plan plan = schema.then(looker.expectedRecord(session, schema));
        for (BootStep step : bootSteps) {
            plan = plan.then(step.plan(session));
        }
        return plan.allowing(allowed);
    }

    /**
     * Takes the steps, one run at a time for each schema: a second run waits and then mostly finds nothing to do.
     *
     * @param lockWait how long to wait for other runs, and again for all locks of one step
     */
    public MigrateReport migrate(Session session, Set<Hazard> allowed, Duration lockWait, MigrateAudience audience) {
        // A wrong key, a foreign schema and the like must stop the boot before it takes or writes anything.
        Plan foreseen = plan(session, allowed);
        refuseWithoutWriteAccess(session.server(), foreseen);
        AdvisoryLock.acquire(session, LOCK, timing, lockWait, audience.progress());
        try {
            return new MigrateRun(looker, bootSteps, executor, runs, timing).run(session, allowed, lockWait, audience);
        } finally {
            AdvisoryLock.release(session, LOCK);
        }
    }

    private static void refuseWithoutWriteAccess(ServerFacts server, Plan foreseen) {
        boolean readOnly =
                server.recovery() == ServerFacts.Recovery.STANDBY || server.access() == ServerFacts.Access.READ_ONLY;
        if (readOnly && !foreseen.isEmpty()) {
            throw new ReadOnlyServer(server);
        }
    }
}
