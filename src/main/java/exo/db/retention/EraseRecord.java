package exo.db.retention;

import com.fasterxml.jackson.core.JsonGenerator;
import exo.db.engine.JsonText;
import exo.db.engine.PendingJson;
import exo.db.retention.EraseReport.Erased;
import java.io.IOException;

/** What was erased as JSON: as {@code maintenance_runs} keeps it and as results print it. */
public final class EraseRecord {
    private EraseRecord() {}

    static String of(EraseReport report) {
        return JsonText.of(json -> write(json, report));
    }

    /** Writes the report as one object. */
    public static void write(JsonGenerator json, EraseReport report) throws IOException {
        String deployment = report.target().id().toString();
        json.writeStartObject();
        json.writeStringField("deployment", deployment);
        json.writeStringField("name", report.target().name());
        json.writeNumberField("rows", report.rows());
        json.writeArrayFieldStart("erased");
        for (Erased erased : report.erased()) {
            json.writeStartObject();
            json.writeStringField("table", erased.table());
            json.writeStringField("partition", erased.leaf());
            json.writeStringField("deployment", deployment);
            json.writeNumberField("rows", erased.rows());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeNumberField("recordings", report.recordings());
        json.writeNumberField("open_sessions", report.openSessions());
        json.writeNumberField("kept_audit_events", report.keptAuditEvents());
        PendingJson.write(json, report.pending());
        json.writeEndObject();
    }
}
