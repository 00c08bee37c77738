package exo.db.migrate;

import exo.db.database.AdvisoryLock;
import exo.db.database.Session;
import exo.db.database.Timing;
import exo.db.engine.PlanExecutor;
import exo.db.engine.RunLog;
import exo.db.engine.ServerDisk;
import exo.db.migrate.SchemaLooker.Look;
import exo.db.migrate.SchemaLooker.Ownership;
import exo.db.schema.DeclaredSchema;
import exo.db.schema.DiskDemand;
import exo.db.schema.Drift;
import exo.db.schema.Foresight;
import exo.db.schema.Pending;
import exo.db.schema.Plan;
import exo.db.schema.Refusal;
import exo.db.schema.RightsJudge;
import exo.db.schema.RunningBuilds;
import exo.db.schema.SchemaSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes a database through the six steps of a boot.
 *
 * <p>Idempotent and safe to kill anywhere: each step commits on its own or with its neighbours, and running it again
 * plans only what is left. It never waits for a person: what stands in somebody's way is left out and reported.
 */
public final class MigrateService {
    private static final String LOCK = "schema";

    /** How often it is looked whether a build that somebody else is at has ended. */
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

    private static final Duration BETWEEN_REPORTS = Duration.ofSeconds(15);

    /** 1 GiB: less is there on every server that is not about to stop anyway. */
    private static final long WORTH_TELLING = 1L << 30;

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
     * Everything that a run would do, leave out and be refused for, from the state as it is now. Writes nothing.
     *
     * @param check the short cut that a run takes, so that both say the same
     * @param progress is told of what cannot be foreseen
     */
    public Foresight foresight(Session session, BootCheck check, MigratePolicy policy, Consumer<String> progress) {
        return foresight(session, looker.snapshot(session), check, policy, progress);
    }

    /** The same for whoever has read the catalog already. */
    public Foresight foresight(
            Session session,
            SchemaSnapshot snapshot,
            BootCheck check,
            MigratePolicy policy,
            Consumer<String> progress) {
        if (check.isSettled(session, snapshot)) {
            return new Foresight(
                    Plan.EMPTY, List.of(), looker.drift(session, looker.seen(session, snapshot), Plan.EMPTY));
        }
        Foreseen foreseen = foresee(session, snapshot, policy);
        Plan plan = foreseen.whole();
        List<Drift> drift = looker.drift(session, foreseen.schema().seen(), plan);
        return new Foresight(plan, refusals(session, foreseen, progress), drift);
    }

    private Foreseen foresee(Session session, SchemaSnapshot snapshot, MigratePolicy policy) {
        Look schema = lookAtSchema(session, snapshot, policy);
        return new Foreseen(
                schema, afterwards(session, snapshot, schema.rights()).allowing(policy.allowed()));
    }

    /**
     * As far as a run has to know beforehand: what comes after the schema of a database without any of its tables is
     * neither in doubt nor beyond the rights of whoever may make those, and is planned again when it is its turn.
     */
    private Foreseen foreseeRun(Session session, SchemaSnapshot snapshot, MigratePolicy policy) {
        return snapshot.tables().isEmpty()
                ? new Foreseen(lookAtSchema(session, snapshot, policy), Plan.EMPTY)
                : foresee(session, snapshot, policy);
    }

    private Look lookAtSchema(Session session, SchemaSnapshot snapshot, MigratePolicy policy) {
        Look look = looker.look(session, snapshot, policy.planning());
        // Before the record: a schema that a step is left out of is not the one that was declared.
        Plan allowed = look.plan().allowing(policy.allowed());
        Plan schema = look.ownership() == Ownership.OURS
                ? allowed.then(looker.expectedRecord(session, snapshot, allowed))
                : allowed;
        return new Look(schema, look.ownership(), look.rights(), look.seen());
    }

    private Plan afterwards(Session session, SchemaSnapshot catalog, RightsJudge rights) {
        Plan afterwards = Plan.EMPTY;
        for (BootStep step : bootSteps) {
            afterwards = afterwards.then(permitted(step, session, catalog, rights));
        }
        return afterwards;
    }

    /** What the step would do, without what this role may not do and the backend can do without. */
    static Plan permitted(BootStep step, Session session, SchemaSnapshot catalog, RightsJudge rights) {
        return rights.permitted(step.plan(session, catalog), planned -> step.isVital(session, planned.change()));
    }

    /**
     * Takes the steps, one run at a time for each schema: a second run waits and then mostly finds nothing to do.
     *
     * @param catalog as it was read just now; null where it was not
     */
    public MigrateReport migrate(
            Session session, @Nullable SchemaSnapshot catalog, MigratePolicy policy, MigrateAudience audience) {
        // A wrong key, a foreign schema and the like must stop the boot before it takes or writes anything.
        long deadline = timing.deadlineIn(policy.lockWait());
        Foreseen foreseen = foreseeSettled(session, catalog, policy, deadline, audience);
        if (foreseen.whole().isEmpty()) {
            PatientLook look = new PatientLook(timing, deadline, audience.progress());
            SchemaSnapshot seen = foreseen.catalog();
            bootSteps.forEach(step -> look.at(() -> step.verify(session, () -> seen, List.of())));
            return nothingDone(foreseen);
        }
        refuseWhatIsNotPossible(session, foreseen, audience);
        return AdvisoryLock.holding(
                session,
                LOCK,
                timing,
                policy.lockWait(),
                audience.progress(),
                () -> migrateAlone(session, policy, deadline, audience));
    }

    /** Looks again: another run may have been faster while this one waited. */
    private MigrateReport migrateAlone(Session session, MigratePolicy policy, long deadline, MigrateAudience audience) {
        Foreseen left = foreseeSettled(session, null, policy, deadline, audience);
        refuseWhatIsNotPossible(session, left, audience);
        return left.whole().isEmpty()
                ? nothingDone(left)
                : new MigrateRun(looker, bootSteps, executor, runs, timing)
                        .run(session, left.schema(), policy, audience);
    }

    /**
     * Looks again while somebody builds an index that is not finished, as long as locks are waited for: the server goes
     * on with the build of a client that was killed, and what it makes of it is not to be dropped.
     */
    private Foreseen foreseeSettled(
            Session session,
            @Nullable SchemaSnapshot justRead,
            MigratePolicy policy,
            long deadline,
            MigrateAudience audience) {
        SchemaSnapshot known = justRead;
        long nextReport = timing.nanoTime().getAsLong();
        PatientLook look = new PatientLook(timing, timing.deadlineIn(policy.lockWait()), audience.progress());
        while (true) {
            SchemaSnapshot catalog = known == null ? look.at(() -> looker.snapshot(session)) : known;
            Foreseen foreseen = look.at(() -> foreseeRun(session, catalog, policy));
            known = null;
            Optional<Pending> build = foreseen.whole().pending().stream()
                    .filter(item -> item.id().equals(RunningBuilds.ID))
                    .findFirst();
            if (build.isEmpty() || timing.hasPassed(deadline)) {
                return foreseen;
            }
            if (timing.hasPassed(nextReport)) {
                audience.progress().accept("waiting: " + build.get().what());
                nextReport = timing.deadlineIn(BETWEEN_REPORTS);
            }
            timing.restWithJitter(BETWEEN_LOOKS);
        }
    }

    /** Whatever is pending stays so: there is a warning for each, at every boot. */
    private MigrateReport nothingDone(Foreseen foreseen) {
        looker.verify(foreseen.catalog(), foreseen.whole().pending(), List.of());
        MigrateReport.Outcome outcome = foreseen.schema().ownership() == Ownership.OURS
                ? MigrateReport.Outcome.NOTHING_TO_DO
                : MigrateReport.Outcome.NEWER_SCHEMA;
        return new MigrateReport(outcome, List.of(), foreseen.whole().pending());
    }

    private static void refuseWhatIsNotPossible(Session session, Foreseen foreseen, MigrateAudience audience) {
        List<Refusal> refusals = refusals(session, foreseen, audience.progress());
        if (!refusals.isEmpty()) {
            throw new NotPossibleHere(refusals);
        }
    }

    private static List<Refusal> refusals(Session session, Foreseen foreseen, Consumer<String> progress) {
        List<Refusal> refusals = new ArrayList<>(foreseen.schema().rights().refusals(foreseen.whole()));
        DiskDemand demand = DiskDemand.of(foreseen.whole());
        if (!demand.isEmpty()) {
            ServerDisk disk = ServerDisk.read(session, demand);
            DiskDemand.refusal(disk.needed(), disk.free()).ifPresent(refusals::add);
            if (disk.free().isEmpty() && disk.needed() >= WORTH_TELLING) {
                progress.accept("the changes need up to " + (disk.needed() >> 20)
                        + " MiB on the server's disk; how much is free there cannot be asked over SQL");
            }
        }
        return refusals;
    }

    /** What a run would do: the schema apart, since only that is applied as it was planned. */
    private record Foreseen(Look schema, Plan afterwards) {
        Plan whole() {
            return schema.plan().then(afterwards);
        }

        SchemaSnapshot catalog() {
            return schema.seen().snapshot();
        }
    }
}
