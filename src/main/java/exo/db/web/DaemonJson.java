package exo.db.web;

import com.fasterxml.jackson.core.JsonGenerator;
import exo.db.maintenance.TaskName;
import exo.db.maintenance.TaskStanding;
import exo.db.maintenance.Vitals;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The daemon itself, as JSON. */
final class DaemonJson {
    private DaemonJson() {}

    /** Writes the field {@code daemon}. */
    static void write(JsonGenerator json, String holder, Vitals vitals, List<TaskStanding> tasks) throws IOException {
        boolean leads = vitals.term().isPresent();
        json.writeObjectFieldStart("daemon");
        json.writeStringField("holder", holder);
        json.writeBooleanField("leads", leads);
        json.writeStringField("waits_for", leads ? null : vitals.waitsFor());
        json.writeStringField("running", vitals.task().map(TaskName::word).orElse(null));
        json.writeArrayFieldStart("tasks");
        for (TaskStanding task : tasks) {
            json.writeStartObject();
            json.writeStringField("task", task.task().word());
            json.writeStringField("last_success", text(task.history().lastSuccess()));
            json.writeStringField("last_attempt", text(task.history().lastAttempt()));
            json.writeNumberField("failures", task.history().failures());
            json.writeStringField("next", task.next().toString());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static @Nullable String text(@Nullable Instant moment) {
        return moment == null ? null : moment.toString();
    }
}
