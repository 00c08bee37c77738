package exo.db.render;

import com.fasterxml.jackson.core.JsonGenerator;
import exo.db.engine.PendingJson;
import exo.db.failure.ExitStatus;
import exo.db.failure.Word;
import exo.db.maintenance.PassReport;
import exo.db.maintenance.TaskName;
import exo.db.maintenance.TaskRun;
import java.io.IOException;
import java.util.List;

/** What one pass over the tasks came to. */
public record PassRendering(PassReport report) implements Rendering {
    @Override
    public void text(TextOutput out) {
        int count = report.runs().size();
        String runs = count == 0 ? "nothing was due" : count == 1 ? "1 task was run" : count + " tasks were run";
        List<String> left = report.left().stream().map(TaskName::word).toList();
        out.line(left.isEmpty() ? runs : runs + ", left for the next time: " + String.join(", ", left));
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("outcome", report.exitStatus() == ExitStatus.DONE ? "done" : "stopped");
        json.writeArrayFieldStart("tasks");
        for (TaskRun run : report.runs()) {
            json.writeStartObject();
            json.writeStringField("task", run.task().word());
            json.writeStringField("outcome", Word.of(run.outcome()));
            json.writeNumberField("ms", run.duration().toMillis());
            json.writeStringField("figures", run.report().figures());
            json.writeFieldName("report");
            json.writeRawValue(run.report().json());
            PendingJson.write(json, run.report().pending());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("left");
        for (TaskName task : report.left()) {
            json.writeString(task.word());
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
