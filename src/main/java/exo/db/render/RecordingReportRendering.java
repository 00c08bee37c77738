package exo.db.render;

import com.fasterxml.jackson.core.JsonGenerator;
import exo.db.recording.RecordingFinding;
import exo.db.recording.RecordingFinding.Severity;
import exo.db.recording.RecordingReport;
import java.io.IOException;
import java.util.Locale;

/** What a check of the recordings found. */
public record RecordingReportRendering(RecordingReport report) implements Rendering {
    @Override
    public void text(TextOutput out) {
        for (RecordingFinding finding : report.findings()) {
            out.line(label(out.paint(), finding.severity()) + finding.what());
            out.line("  next: " + finding.next());
        }
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
        json.writeArrayFieldStart("findings");
        for (RecordingFinding finding : report.findings()) {
            json.writeStartObject();
            json.writeStringField("id", finding.id());
            json.writeStringField("severity", finding.severity().name().toLowerCase(Locale.ROOT));
            json.writeStringField("what", finding.what());
            json.writeStringField("next", finding.next());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static String label(Paint paint, Severity severity) {
        return switch (severity) {
            case ERROR -> paint.bad("error: ");
            case WARNING -> paint.warning("warning: ");
        };
    }
}
