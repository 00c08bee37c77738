package exo.db.render;

import com.fasterxml.jackson.core.JsonGenerator;
import exo.db.maintenance.TaskName;
import java.io.IOException;
import java.util.List;

/** The tasks that are due, in the order they would run. */
public record DueRendering(List<TaskName> due) implements Rendering {
    @Override
    public void text(TextOutput out) {
        List<String> words = due.stream().map(TaskName::word).toList();
        out.line(words.isEmpty() ? "nothing is due" : "due now: " + String.join(", ", words));
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeArrayFieldStart("due");
        for (TaskName task : due) {
            json.writeString(task.word());
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
