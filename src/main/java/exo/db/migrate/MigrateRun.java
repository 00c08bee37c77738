package exo.db.migrate;

import exo.db.database.Session;
import exo.db.database.Timing;
import exo.db.engine.Conduct;
import exo.db.engine.PlanExecutor;
import exo.db.engine.PlanExecutor.Obstacle;
import exo.db.engine.RunLog;
import exo.db.engine.StepLedger;
import exo.db.migrate.MigrateReport.Outcome;
import exo.db.migrate.MigrateReport.StageReport;
import exo.db.migrate.SchemaLooker.Look;
import exo.db.schema.Deferral;
import exo.db.schema.Pending;
import exo.db.schema.Plan;
import exo.db.schema.Scope;
import exo.db.schema.Stage;
import exo.db.schema.Step;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** One run under the lock; everything is looked at again, since another run may have been faster. */
final class MigrateRun {
    private static final List<Stage> SCHEMA_STAGES =
            List.of(Stage.PARTITION_PARENTS, Stage.ENCRYPTED_COLUMNS, Stage.AUTO_MIGRATE, Stage.CONSTRAINTS);

    private final SchemaLooker looker;
    private final List<BootStep> bootSteps;
    private final PlanExecutor executor;
    private final RunLog runs;
    private final Timing timing;
    private final List<StageReport> stages = new ArrayList<>();
    private final List<Pending> pending = new ArrayList<>();
    private final List<Pending> deferred = new ArrayList<>();

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
        application.applyOwnTables(look.plan());
        long run = runs.begin(session, "migrate", RunLog.Trigger.BOOT);
        try {
            application.applyAll(look);
        } catch (BackendBlocked e) {
            runs.end(session, run, RunLog.Outcome.DEFERRED, MigrateRecord.of(e));
            throw e;
        } catch (RuntimeException e) {
            runs.fail(session, run, MigrateRecord.of(e), e);
            throw e;
        }
        boolean newer = look.ownership() == SchemaLooker.Ownership.NEWER_RELEASE;
        MigrateReport report = new MigrateReport(newer ? Outcome.NEWER_SCHEMA : Outcome.MIGRATED, stages, pending);
        runs.end(session, run, outcome(), MigrateRecord.of(report));
        return report;
    }

    /** What was put off where a lock is to blame, so that running again may be the cure. */
    private List<Pending> lockedOut() {
        return deferred.stream().anyMatch(item -> item.id().equals(PlanExecutor.LOCKED)) ? deferred : List.of();
    }

    private RunLog.Outcome outcome() {
        return deferred.isEmpty() ? RunLog.Outcome.OK : RunLog.Outcome.DEFERRED;
    }

    /** Applies stage by stage, or several at once where that makes no difference to anybody. */
    private final class Application {
        private final Session session;
        private final MigratePolicy policy;
        private final MigrateAudience audience;
        private final long deadline;
        private final PatientLook look;
        private final StepLedger ledger;
        private final Deferral deferral = new Deferral();
        private final CatalogSight catalog;

        Application(Session session, MigratePolicy policy, MigrateAudience audience) {
            this.session = session;
            this.policy = policy;
            this.audience = audience;
            this.deadline = timing.deadlineIn(policy.lockWait());
            this.look = new PatientLook(timing, deadline, audience.progress());
            this.ledger = looker.ledger(runs.holder());
            this.catalog = new CatalogSight(looker, session);
        }

        /** What is new comes first, and so the ledger of steps before all that are written down there. */
        void applyOwnTables(Plan plan) {
            List<Step> own = new ArrayList<>(plan.stepsOf(Stage.OWN_TABLES));
            own.sort(Comparator.comparingInt(step -> step.scope() == Scope.SHARED ? 0 : 1));
            apply(new Plan(own, List.of()), List.of(Stage.OWN_TABLES), Obstacle.DEFER);
        }

        void applyAll(Look seen) {
            applySchema(seen);
            for (BootStep step : bootSteps) {
                Plan plan = look.at(() -> MigrateService.permitted(step, session, catalog.now(), seen.rights()))
                        .allowing(policy.allowed());
                pending.addAll(plan.pending());
                Obstacle obstacle = step.stage() == Stage.PARTITIONS ? Obstacle.DEFER : Obstacle.STOP;
                List<Pending> putOff = apply(plan, List.of(step.stage()), obstacle);
                if (step.stage() == Stage.KEYRING || !isWhole(plan, putOff)) {
                    look.at(() -> step.verify(session, catalog::now, putOff));
                }
            }
            look.at(() -> looker.verify(catalog.now(), pending, lockedOut()));
        }

        /** Whether all that there was to do was done: of a key, another replica's may still have come first. */
        private static boolean isWhole(Plan plan, List<Pending> putOff) {
            return !plan.isEmpty() && plan.pending().isEmpty() && putOff.isEmpty();
        }

        /** And at its end the record of what the catalog now says. */
        private void applySchema(Look seen) {
            int first = 0;
            while (first < SCHEMA_STAGES.size()) {
                int end = first + 1;
                while (end < SCHEMA_STAGES.size() && isQuick(seen.plan(), SCHEMA_STAGES.subList(first, end + 1))) {
                    end++;
                }
                List<Stage> together = SCHEMA_STAGES.subList(first, end);
                apply(of(seen.plan(), together), together, Obstacle.DEFER);
                first = end;
            }
            if (seen.ownership() == SchemaLooker.Ownership.OURS) {
                Plan record = look.at(() -> looker.record(session, catalog.now()));
                executor.apply(session, record, conduct(Obstacle.STOP), audience.events());
            }
        }

        private List<Pending> apply(Plan part, List<Stage> together, Obstacle obstacle) {
            StageTimes times = new StageTimes(timing, together.getFirst(), audience.events());
            List<Pending> putOff = executor.apply(session, part, conduct(obstacle), times);
            // A key is a row, and of a month that was made nothing has to be proved.
            boolean isOfSchema = together.getFirst().compareTo(Stage.CONSTRAINTS) <= 0;
            if (!part.isEmpty() && (isOfSchema || !isWhole(part, putOff))) {
                catalog.changed();
            }
            for (Stage stage : together) {
                StageReport done = times.report(stage);
                stages.add(done);
                audience.stages().accept(done);
            }
            deferred.addAll(putOff);
            pending.addAll(putOff);
            return putOff;
        }

        private Conduct conduct(Obstacle obstacle) {
            return new Conduct(timing.until(deadline), obstacle, ledger, deferral);
        }

        /** Whether the stages touch only what nobody uses yet, so that one transaction may hold them all. */
        private static boolean isQuick(Plan plan, List<Stage> together) {
            return of(plan, together).steps().stream().allMatch(step -> step.scope() == Scope.SHARED);
        }

        private static Plan of(Plan plan, List<Stage> together) {
            return new Plan(
                    plan.steps().stream()
                            .filter(step -> together.contains(step.stage()))
                            .toList(),
                    List.of());
        }
    }
}
