package exo.db.render;

import exo.db.maintenance.MaintenanceEvent;
import exo.db.maintenance.TaskRun;
import java.util.Locale;

/** Tells the operator of the daemon's life: one line for each run of a task, nothing while nothing happens. */
public final class MaintenanceTelling {
    private final Renderer renderer;

    public MaintenanceTelling(Renderer renderer) {
        this.renderer = renderer;
    }

    /** Tells of one event. */
    public void tell(MaintenanceEvent event) {
        switch (event) {
            case MaintenanceEvent.LeaseTaken taken -> renderer.progress("leading (term " + taken.term() + ")");
            case MaintenanceEvent.LeaseLost lost ->
                renderer.warning("another process leads now; term " + lost.term() + " is over", "");
            case MaintenanceEvent.Waiting waiting -> renderer.progress("waiting: " + waiting.reason());
            case MaintenanceEvent.Alive alive -> {}
            case MaintenanceEvent.TaskBegan began -> {}
            case MaintenanceEvent.TaskEnded ended -> tell(ended.run());
            case MaintenanceEvent.Troubled troubled ->
                renderer.warning(
                        troubled.failure().what() + ": " + troubled.failure().why() + "; trying again",
                        troubled.failure().next());
            case MaintenanceEvent.Recovered recovered -> renderer.progress("can " + recovered.doing() + " again");
        }
    }

    private void tell(TaskRun run) {
        renderer.progress(line(run));
        renderer.pending(run.report().pending());
    }

    /** One run in one line, such as {@code purge ok in 120 ms: 4 rows deleted}. */
    static String line(TaskRun run) {
        return run.task().word() + " " + run.outcome().name().toLowerCase(Locale.ROOT) + " in "
                + PlanText.duration(run.duration()) + ": " + run.report().figures();
    }
}
