package exo.db.maintenance;

import exo.db.engine.RunLog;
import java.time.Duration;

/** One run of a task as it is recorded. */
public record TaskRun(TaskName task, RunLog.Outcome outcome, Duration duration, TaskReport report) {}
