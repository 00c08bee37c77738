package exo.db.maintenance;

import exo.db.engine.RunLog;
import exo.db.failure.ExitStatus;
import java.util.List;

/**
 * What one pass came to; a task that was not due is in neither list.
 *
 * @param runs in order
 * @param left the tasks that were due and did not begin, since the pass was told to stop or the lease was lost
 */
public record PassReport(List<TaskRun> runs, List<TaskName> left) {
    public PassReport {
        runs = List.copyOf(runs);
        left = List.copyOf(left);
    }

    /** Done when every run was, and nothing was left. */
    public ExitStatus exitStatus() {
        boolean allDone = left.isEmpty() && runs.stream().allMatch(run -> run.outcome() == RunLog.Outcome.OK);
        return allDone ? ExitStatus.DONE : ExitStatus.STOPPED;
    }
}
