package exo.db.recording;

import com.fasterxml.jackson.core.JsonGenerator;
import exo.db.engine.JsonText;
import exo.db.engine.PendingJson;
import exo.db.recording.PruneReport.Expired;
import java.io.IOException;

/** What was pruned as JSON: as {@code maintenance_runs} keeps it and as results print it. */
public final class PruneRecord {
    private PruneRecord() {}

    static String of(PruneReport report) {
        return JsonText.of(json -> write(json, report));
    }

    /** Writes the report as one object. */
    public static void write(JsonGenerator json, PruneReport report) throws IOException {
        json.writeStartObject();
        json.writeStringField("as_of", report.now().toString());
        json.writeArrayFieldStart("expired");
        for (Expired expired : report.expired()) {
            json.writeStartObject();
            json.writeStringField("deployment", expired.deployment().toString());
            json.writeNumberField("recordings", expired.recordings());
            json.writeNumberField("files", expired.files());
            json.writeNumberField("bytes", expired.bytes());
            json.writeStringField("cutoff", expired.cutoff().toString());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeObjectFieldStart("orphans");
        json.writeNumberField("files", report.orphans().files());
        json.writeNumberField("bytes", report.orphans().bytes());
        json.writeEndObject();
        json.writeNumberField("directories", report.directories());
        PendingJson.write(json, report.pending());
        json.writeEndObject();
    }
}
