package exo.db.migrate;

import exo.db.database.Session;
import exo.db.database.Timing;
import exo.db.engine.PlanExecutor;
import exo.db.engine.PlanExecutor.Obstacle;
import exo.db.engine.RunLog;
import exo.db.migrate.MigrateReport.Outcome;
import exo.db.migrate.MigrateReport.StageReport;
import exo.db.migrate.SchemaLooker.Look;
import exo.db.schema.Pending;
import exo.db.schema.Plan;
import exo.db.schema.Stage;
import java.util.ArrayList;
import java.util.List;

/** One run under the lock; everything is looked at again, since another run may have been faster. */
final class MigrateRun {
    private static final List<Stage> SCHEMA_STAGES =
            List.of(Stage.PARTITION_PARENTS, Stage.ENCRYPTED_COLUMNS, Stage.AUTO_MIGRATE);

    private final SchemaLooker looker;
    private final List<BootStep> bootSteps;
    private final PlanExecutor executor;
    private final RunLog runs;
    private final Timing timing;
    private final List<StageReport> stages = new ArrayList<>();
    private final List<Pending> pending = new ArrayList<>();

    MigrateRun(SchemaLooker looker, List<BootStep> bootSteps, PlanExecutor executor, RunLog runs, Timing timing) {
        this.looker = looker;
        this.bootSteps = bootSteps;
        this.executor = executor;
        this.runs = runs;
        this.timing = timing;
    }

    MigrateReport run(Session session, Look look, MigratePolicy policy, MigrateAudience audience) {
        pending.addAll(look.plan().pending());
        Application application = new Application(session, policy, audience);
        application.apply(look.plan(), Stage.OWN_TABLES);
        long run = runs.begin(session, "migrate", RunLog.Trigger.BOOT);
        try {
            application.applyAll(look);
        } catch (RuntimeException e) {
            runs.fail(session, run, MigrateRecord.of(e), e);
            throw e;
        }
        boolean newer = look.ownership() == SchemaLooker.Ownership.NEWER_RELEASE;
        MigrateReport report = report(newer ? Outcome.NEWER_SCHEMA : Outcome.MIGRATED);
        runs.end(session, run, RunLog.Outcome.OK, MigrateRecord.of(report));
        return report;
    }

    private MigrateReport report(Outcome outcome) {
        return new MigrateReport(outcome, stages, pending);
    }

    /** Applies stage by stage. */
    private final class Application {
        private final Session session;
        private final MigratePolicy policy;
        private final MigrateAudience audience;
        private final long deadline;

        Application(Session session, MigratePolicy policy, MigrateAudience audience) {
            this.session = session;
            this.policy = policy;
            this.audience = audience;
            this.deadline = timing.deadlineIn(policy.lockWait());
        }

        void applyAll(Look look) {
            SCHEMA_STAGES.forEach(stage -> apply(look.plan(), stage));
            applyConstraints(look);
            for (BootStep step : bootSteps) {
                Plan plan = step.plan(session).allowing(policy.allowed());
                pending.addAll(plan.pending());
                List<Pending> deferred = apply(plan, step.stage());
                pending.addAll(deferred);
                step.verify(session, deferred);
            }
            looker.verify(session, pending);
        }

        /** The last stage of the schema, and with it the record of what the catalog now says. */
        private void applyConstraints(Look look) {
            apply(look.plan(), Stage.CONSTRAINTS);
            if (look.ownership() == SchemaLooker.Ownership.OURS) {
                executor.apply(
                        session, looker.record(session), timing.until(deadline), Obstacle.STOP, audience.events());
            }
        }

        List<Pending> apply(Plan plan, Stage stage) {
            long start = timing.nanoTime().getAsLong();
            Plan part = new Plan(plan.stepsOf(stage), List.of());
            Obstacle obstacle = stage == Stage.PARTITIONS ? Obstacle.DEFER : Obstacle.STOP;
            List<Pending> deferred = executor.apply(session, part, timing.until(deadline), obstacle, audience.events());
            StageReport done = new StageReport(stage, part.steps().size() - deferred.size(), timing.since(start));
            stages.add(done);
            audience.stages().accept(done);
            return deferred;
        }
    }
}
