package exo.db;

import com.fasterxml.jackson.core.JsonGenerator;
import exo.db.crypto.RootKey;
import exo.db.database.Session;
import exo.db.database.Timing;
import exo.db.engine.JsonText;
import exo.db.engine.PlanExecutor;
import exo.db.engine.PlanExecutor.Obstacle;
import exo.db.engine.RunLog;
import exo.db.failure.ExitStatus;
import exo.db.failure.Finding;
import exo.db.maintenance.MaintenanceTask;
import exo.db.maintenance.TaskName;
import exo.db.maintenance.TaskReport;
import exo.db.maintenance.TaskReport.Outcome;
import exo.db.model.ExoSchema;
import exo.db.partition.PartitionReport;
import exo.db.partition.PartitionService;
import exo.db.partition.Purpose;
import exo.db.recording.PruneConduct;
import exo.db.recording.PruneReport;
import exo.db.recording.PruneService;
import exo.db.recording.RecordingReport;
import exo.db.recording.RecordingService;
import exo.db.retention.PurgeConduct;
import exo.db.retention.PurgePolicy;
import exo.db.retention.PurgeService;
import exo.db.retention.RetentionReport;
import exo.db.schema.ChangeText;
import exo.db.schema.Pending;
import exo.db.schema.Plan;
import exo.db.schema.Table;
import exo.db.sealing.Crew;
import exo.db.sealing.SealConduct;
import exo.db.sealing.SealPolicy;
import exo.db.sealing.SealRecord;
import exo.db.sealing.SealReport;
import exo.db.sealing.SealService;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** What the features do, as tasks of the daemon. */
final class MaintenanceTasks {
    /** Nobody waits for the daemon: what cannot be locked within a minute is deferred and tried again soon. */
    private static final Duration LOCK_WAIT = Duration.ofMinutes(1);

    /** Of each hour; the other tasks wait meanwhile. */
    private static final Duration SEALING_BUDGET = Duration.ofMinutes(10);

    /** Of each day; what is left then is gone on with the next day. */
    private static final Duration PURGE_TIME = Duration.ofHours(2);

    private static final List<Table> MONTHLY = ExoSchema.declared().monthlyTables();

    private MaintenanceTasks() {}

    /** Something that a task does. */
    @FunctionalInterface
    private interface Work {
        TaskReport runOnce(Session session, BooleanSupplier stop);
    }

    /** A task that does that work. */
    private record Named(TaskName name, Work work) implements MaintenanceTask {
        @Override
        public TaskReport runOnce(Session session, BooleanSupplier stop) {
            return work.runOnce(session, stop);
        }
    }

    /** Makes the months to come. */
    static MaintenanceTask create(PartitionService partitions, PlanExecutor executor) {
        return new Named(TaskName.CREATE, (session, stop) -> apply(session, partitions, executor, Purpose.ENSURE));
    }

    /** Sets aside months that have expired, and drops those that were set aside long enough. */
    static MaintenanceTask drop(PartitionService partitions, PlanExecutor executor) {
        return new Named(TaskName.DROP, (session, stop) -> apply(session, partitions, executor, Purpose.DROP_EXPIRED));
    }

    /** Looks for rows that no month took. */
    static MaintenanceTask defaultCheck(PartitionService partitions) {
        return new Named(TaskName.DEFAULT_CHECK, (session, stop) -> {
            List<Pending> found = partitions.report(session, MONTHLY).tables().stream()
                    .filter(table -> table.defaultRows() > 0)
                    .map(MaintenanceTasks::inDefault)
                    .toList();
            return new TaskReport(
                    found.isEmpty() ? Outcome.DONE : Outcome.FAILED,
                    found.isEmpty() ? "no row in a default partition" : "rows in a default partition",
                    json("found", found),
                    found);
        });
    }

    /** Deletes expired rows; which ones is the record that the deletion itself writes, the proof of it. */
    static MaintenanceTask purge(PurgeService purge) {
        return new Named(TaskName.PURGE, (session, stop) -> {
            RetentionReport report = purge.enforce(
                    session,
                    RunLog.Trigger.SCHEDULE,
                    PurgePolicy.BY_SCHEDULE,
                    PurgeConduct.quiet(LOCK_WAIT, PURGE_TIME, stop));
            String json = JsonText.of(generator -> {
                generator.writeStartObject();
                generator.writeNumberField("rows", report.rows());
                generator.writeEndObject();
            });
            return new TaskReport(
                    outcome(report.pending()), count(report.rows(), "row") + " deleted", json, report.pending());
        });
    }

    /**
     * Seals what an older image no longer has to read. A run that was not given the time for all of it is a good one:
     * the next goes on.
     */
    static MaintenanceTask seal(SealService sealing, RootKey key, Timing timing) {
        return new Named(TaskName.SEAL, (session, stop) -> {
            long end = timing.deadlineIn(SEALING_BUDGET);
            SealConduct conduct = new SealConduct(
                    Duration.ZERO, () -> stop.getAsBoolean() || timing.hasPassed(end), waiting -> {}, progress -> {});
            SealReport report = sealing.seal(
                    session, new Crew.Alone(session), key, SealPolicy.BY_SCHEDULE, RunLog.Trigger.SCHEDULE, conduct);
            List<Pending> found = new ArrayList<>(timing.hasPassed(end) ? List.of() : report.pending());
            report.findings().forEach(item -> found.add(new Pending(item.id(), item.what(), item.next())));
            Outcome outcome = report.exitStatus() == ExitStatus.CHECK_FAILED
                    ? Outcome.FAILED
                    : timing.hasPassed(end) ? Outcome.DONE : outcome(report.pending());
            return new TaskReport(outcome, count(report.values(), "value") + " sealed", SealRecord.of(report), found);
        });
    }

    /** Prunes the recordings, whose record is the one that the prune itself writes, and checks what is left. */
    static MaintenanceTask recordings(RecordingService recordings, PruneService pruning) {
        return new Named(TaskName.RECORDINGS, (session, stop) -> {
            PruneReport pruned = pruning.prune(
                    session,
                    RunLog.Trigger.SCHEDULE,
                    new PruneConduct(LOCK_WAIT, PruneConduct.Fuse.IN_PLACE, stop, headway -> {}));
            RecordingReport report = recordings.check(session, headway -> {});
            List<Pending> found = new ArrayList<>(pruned.pending());
            report.findings().stream()
                    .filter(finding ->
                            found.stream().noneMatch(item -> item.id().equals(finding.id())))
                    .forEach(finding -> found.add(new Pending(finding.id(), finding.what(), finding.next())));
            boolean failed =
                    report.findings().stream().anyMatch(finding -> finding.severity() == Finding.Severity.CRITICAL);
            return new TaskReport(
                    failed ? Outcome.FAILED : outcome(pruned.pending()),
                    count(pruned.recordings() + pruned.orphans().files(), "recording") + " removed, "
                            + count(report.recordings(), "recording") + " checked, " + count(found.size(), "finding"),
                    json("found", found),
                    found);
        });
    }

    /** Nobody named a hazard: the daemon goes no further than the fuses allow. */
    private static TaskReport apply(
            Session session, PartitionService partitions, PlanExecutor executor, Purpose purpose) {
        Plan plan = partitions.plan(session, MONTHLY, purpose).allowing(Set.of());
        List<Pending> deferred = executor.apply(session, plan, LOCK_WAIT, Obstacle.DEFER, event -> {});
        List<Pending> left = new ArrayList<>(plan.pending());
        left.addAll(deferred);
        int done = plan.steps().size() - deferred.size();
        String figures = plan.isEmpty() ? "nothing to do" : count(done, "change");
        return new TaskReport(outcome(left), figures, json(plan, left), left);
    }

    private static Outcome outcome(List<Pending> left) {
        return left.isEmpty() ? Outcome.DONE : Outcome.DEFERRED;
    }

    private static Pending inDefault(PartitionReport.Table table) {
        return new Pending(
                "partition.default",
                table.name() + " has " + count(table.defaultRows(), "row") + " in its default partition",
                "exo-db-cli partitions list");
    }

    private static String json(Plan plan, List<Pending> left) {
        return JsonText.of(generator -> {
            generator.writeStartObject();
            generator.writeArrayFieldStart("planned");
            for (String change : plan.steps().stream()
                    .map(step -> ChangeText.of(step.change()))
                    .toList()) {
                generator.writeString(change);
            }
            generator.writeEndArray();
            write(generator, "left", left);
            generator.writeEndObject();
        });
    }

    private static String json(String field, List<Pending> items) {
        return JsonText.of(generator -> {
            generator.writeStartObject();
            write(generator, field, items);
            generator.writeEndObject();
        });
    }

    private static void write(JsonGenerator generator, String field, List<Pending> items) throws IOException {
        generator.writeArrayFieldStart(field);
        for (Pending item : items) {
            generator.writeString(item.id() + ": " + item.what());
        }
        generator.writeEndArray();
    }

    private static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
