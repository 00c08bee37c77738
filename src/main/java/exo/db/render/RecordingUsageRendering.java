package exo.db.render;

import com.fasterxml.jackson.core.JsonGenerator;
import exo.db.recording.RecordingUsage;
import exo.db.retention.DeploymentNames;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/** How much each deployment has recorded. */
public record RecordingUsageRendering(List<RecordingUsage> usage, DeploymentNames names) implements Rendering {
    @Override
    public void text(TextOutput out) {
        if (usage.isEmpty()) {
            out.line("no session has a recording");
            return;
        }
        TextTable table = new TextTable("DEPLOYMENT", "FILES", "SIZE", "UNREADABLE", "OLDEST");
        for (RecordingUsage one : usage) {
            table.row(
                    names.nameOf(one.deployment()),
                    one.files(),
                    ByteCount.of(one.bytes()),
                    one.unreadable(),
                    one.oldest() == null ? "" : one.oldest());
        }
        out.table(table);
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeArrayFieldStart("deployments");
        for (RecordingUsage one : usage) {
            json.writeStartObject();
            json.writeStringField("deployment", one.deployment().toString());
            json.writeNumberField("files", one.files());
            json.writeNumberField("bytes", one.bytes());
            json.writeNumberField("unreadable", one.unreadable());
            Instant oldest = one.oldest();
            json.writeStringField("oldest", oldest == null ? null : oldest.toString());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
