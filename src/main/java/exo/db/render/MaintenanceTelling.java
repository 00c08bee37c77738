package exo.db.render;

import com.fasterxml.jackson.core.JsonGenerator;
import exo.db.engine.JsonText;
import exo.db.engine.RunLog.Outcome;
import exo.db.failure.ExoException;
import exo.db.failure.Word;
import exo.db.maintenance.MaintenanceEvent;
import exo.db.maintenance.TaskRun;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;

/** Tells the operator of the daemon's life: one line for each run of a task, nothing while nothing happens. */
public final class MaintenanceTelling {
    private final Renderer renderer;
    private final Supplier<LogLevel> level;

    /** @param level asked each time: it may change while the daemon lives */
    public MaintenanceTelling(Renderer renderer, Supplier<LogLevel> level) {
        this.renderer = renderer;
        this.level = level;
    }

    /** Tells of one event. */
    public void tell(MaintenanceEvent event) {
        switch (event) {
            case MaintenanceEvent.LeaseTaken taken ->
                tell(Notice.of(LogLevel.INFO, "leading (term " + taken.term() + ")")
                        .with(lease("lease-taken", taken.term())));
            case MaintenanceEvent.LeaseLost lost ->
                tell(Notice.warning("another process leads now; term " + lost.term() + " is over", "")
                        .with(lease("lease-lost", lost.term())));
            case MaintenanceEvent.Waiting waiting ->
                tell(Notice.of(LogLevel.INFO, "waiting: " + waiting.reason()).with(json -> action(json, "waiting")));
            case MaintenanceEvent.Alive alive -> {}
            case MaintenanceEvent.TaskBegan began ->
                tell(Notice.of(LogLevel.DEBUG, began.task().word() + " begins")
                        .with(json -> action(json, began.task().command())));
            case MaintenanceEvent.TaskEnded ended -> tell(ended.run(), ended.pause());
            case MaintenanceEvent.Troubled troubled -> tell(trouble(troubled.failure()));
            case MaintenanceEvent.Recovered recovered ->
                tell(Notice.of(LogLevel.INFO, "can " + recovered.doing() + " again")
                        .with(json -> action(json, "recovered")));
        }
    }

    private void tell(Notice notice) {
        if (level.get().admits(notice.level())) {
            renderer.tell(notice);
        }
    }

    private void tell(TaskRun run, Duration pause) {
        String again = pause.isZero() ? "" : "; again in " + PlanText.duration(pause);
        tell(new Notice(
                level(run.outcome()), line(run) + again, "", run.report().pending(), json -> {
                    action(json, run.task().command());
                    json.writeStringField("event.outcome", outcome(run.outcome()));
                    json.writeNumberField("event.duration", run.duration().toNanos());
                    json.writeStringField("exo.outcome", word(run.outcome()));
                    json.writeNumberField("exo.pause_ms", pause.toMillis());
                    json.writeFieldName("exo.report");
                    json.writeRawValue(run.report().json());
                }));
    }

    private static Notice trouble(ExoException failure) {
        return Notice.warning(failure.what() + ": " + failure.why() + "; trying again", failure.next())
                .with(json -> {
                    action(json, "trouble");
                    json.writeStringField("error.code", failure.id());
                    json.writeStringField("error.message", failure.why());
                });
    }

    private static JsonText.Body lease(String action, long term) {
        return json -> {
            action(json, action);
            json.writeNumberField("exo.lease.term", term);
        };
    }

    private static void action(JsonGenerator json, String action) throws IOException {
        json.writeStringField("event.kind", "event");
        json.writeFieldName("event.category");
        json.writeStartArray();
        json.writeString("database");
        json.writeEndArray();
        json.writeStringField("event.action", action);
    }

    private static LogLevel level(Outcome outcome) {
        return switch (outcome) {
            case OK, INTERRUPTED -> LogLevel.INFO;
            case DEFERRED -> LogLevel.WARN;
            case FAILED -> LogLevel.ERROR;
        };
    }

    /** The three words that the schema allows. */
    private static String outcome(Outcome outcome) {
        return switch (outcome) {
            case OK -> "success";
            case FAILED -> "failure";
            case DEFERRED, INTERRUPTED -> "unknown";
        };
    }

    private static String word(Outcome outcome) {
        return Word.of(outcome);
    }

    /** One run in one line, such as {@code purge ok in 120 ms: 4 rows deleted}. */
    static String line(TaskRun run) {
        return run.task().word() + " " + word(run.outcome()) + " in " + PlanText.duration(run.duration()) + ": "
                + run.report().figures();
    }
}
