package exo.db.render;

import com.fasterxml.jackson.core.JsonGenerator;
import exo.db.engine.FindingJson;
import exo.db.recording.RecordingReport;
import java.io.IOException;

/** What a check of the recordings found. */
public record RecordingReportRendering(RecordingReport report) implements Rendering {
    @Override
    public void text(TextOutput out) {
        FindingText.write(out, report.findings());
        String checked = count(report.recordings(), "recording") + " in " + report.directory();
        out.line(
                report.findings().isEmpty()
                        ? "all is well: " + checked
                        : checked + ", " + count(report.findings().size(), "finding"));
    }

    private static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("directory", report.directory().toString());
        json.writeNumberField("recordings", report.recordings());
        FindingJson.write(json, report.findings());
        json.writeEndObject();
    }
}
