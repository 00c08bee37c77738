package exo.db.maintenance;

import exo.db.database.Session;
import exo.db.database.Timing;
import exo.db.engine.RunLog;
import exo.db.engine.RunLog.Outcome;
import exo.db.engine.RunLog.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Runs what is due, one task after the other; a task that fails does not stop the others. */
final class MaintenancePass {
    private final Supplier<Session> sessions;
    private final LeaseStore store;
    private final RunLog runs;
    private final Timing timing;
    private final Consumer<MaintenanceEvent> audience;

    MaintenancePass(
            Supplier<Session> sessions,
            LeaseStore store,
            RunLog runs,
            Timing timing,
            Consumer<MaintenanceEvent> audience) {
        this.sessions = sessions;
        this.store = store;
        this.runs = runs;
        this.timing = timing;
        this.audience = audience;
    }

    /** Whether a task that failed not long ago is tried at once or after its pause. */
    enum Patience {
        AT_ONCE,
        AFTER_PAUSE
    }

    /** The tasks that are due by now. Reads only. */
    List<MaintenanceTask> due(List<MaintenanceTask> tasks, Schedule schedule, Patience patience) {
        try (Session session = sessions.get()) {
            Instant now = MaintenanceQueries.now(session);
            Map<TaskName, TaskHistory> histories = MaintenanceQueries.histories(session);
            return tasks.stream()
                    .filter(task -> isDue(
                            histories.getOrDefault(task.name(), TaskHistory.none(task.name())),
                            schedule,
                            patience,
                            now))
                    .toList();
        }
    }

    private static boolean isDue(TaskHistory history, Schedule schedule, Patience patience, Instant now) {
        return schedule.isDue(history, now) && (patience == Patience.AT_ONCE || schedule.mayTryAgain(history, now));
    }

    /**
     * Runs the tasks, each only if the lease of that term is still ours in the database.
     *
     * @param stop handed to the tasks; once it says true no other task begins
     */
    PassReport run(List<MaintenanceTask> tasks, long term, BooleanSupplier stop) {
        List<TaskRun> done = new ArrayList<>();
        List<TaskName> left = new ArrayList<>();
        for (MaintenanceTask task : tasks) {
            if (!left.isEmpty() || stop.getAsBoolean() || !isLeader(term)) {
                left.add(task.name());
                continue;
            }
            audience.accept(new MaintenanceEvent.TaskBegan(task.name()));
            done.add(run(task, term, stop));
        }
        return new PassReport(done, left);
    }

    private boolean isLeader(long term) {
        try (Session session = sessions.get()) {
            return store.isHeld(session, term);
        }
    }

    private TaskRun run(MaintenanceTask task, long term, BooleanSupplier stop) {
        long start = timing.nanoTime().getAsLong();
        long id;
        TaskRun run;
        Duration pause;
        try (Session session = sessions.get()) {
            session.fencedBy(store.fence(term));
            id = session.inTransaction(() -> runs.begin(session, task.name().command(), Trigger.SCHEDULE));
            TaskReport report = report(task, session, stop);
            run = new TaskRun(task.name(), outcome(report, stop), timing.since(start), report);
        }
        // On another connection: the one of a task that failed may be gone.
        try (Session session = sessions.get()) {
            run = ended(session, id, run, term);
            pause = run.outcome() == Outcome.OK ? Duration.ZERO : pause(session, task);
        }
        audience.accept(new MaintenanceEvent.TaskEnded(run, pause));
        return run;
    }

    /**
     * Writes down how it ended. Good is only a run that ended under the lease: of one that was frozen meanwhile, a
     * successor has run the task, or will.
     */
    private TaskRun ended(Session session, long id, TaskRun run, long term) {
        String json = run.report().json();
        if (run.outcome() == Outcome.OK) {
            session.fencedBy(store.fence(term));
            try {
                session.inTransaction(() -> runs.end(session, id, Outcome.OK, json));
                return run;
            } catch (LeaseOver over) {
                runs.end(session, id, Outcome.INTERRUPTED, json);
                return new TaskRun(run.task(), Outcome.INTERRUPTED, run.duration(), run.report());
            }
        }
        runs.end(session, id, run.outcome(), json);
        return run;
    }

    private static Duration pause(Session session, MaintenanceTask task) {
        TaskHistory none = TaskHistory.none(task.name());
        return Schedule.pauseAfter(MaintenanceQueries.histories(session)
                .getOrDefault(task.name(), none)
                .failures());
    }

    private static TaskReport report(MaintenanceTask task, Session session, BooleanSupplier stop) {
        try {
            return task.runOnce(session, stop);
        } catch (RuntimeException e) {
            return FailedRun.of(WorkFailed.of(e, "run the task " + task.name().word()));
        }
    }

    private static Outcome outcome(TaskReport report, BooleanSupplier stop) {
        return switch (report.outcome()) {
            case DONE -> Outcome.OK;
            case DEFERRED -> stop.getAsBoolean() ? Outcome.INTERRUPTED : Outcome.DEFERRED;
            case FAILED -> Outcome.FAILED;
        };
    }
}
