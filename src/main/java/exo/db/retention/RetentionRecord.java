package exo.db.retention;

import com.fasterxml.jackson.core.JsonGenerator;
import exo.db.engine.JsonText;
import exo.db.engine.PendingJson;
import exo.db.retention.RetentionReport.Purged;
import java.io.IOException;

/** The proof of deletion as JSON: as {@code maintenance_runs} keeps it and as results print it. */
public final class RetentionRecord {
    private RetentionRecord() {}

    static String of(RetentionReport report) {
        return JsonText.of(json -> write(json, report));
    }

    /** Writes the report as one object. */
    public static void write(JsonGenerator json, RetentionReport report) throws IOException {
        json.writeStartObject();
        json.writeStringField("as_of", report.now().toString());
        json.writeNumberField("rows", report.rows());
        json.writeArrayFieldStart("purged");
        for (Purged purged : report.purged()) {
            write(json, purged);
        }
        json.writeEndArray();
        PendingJson.write(json, report.pending());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Purged purged) throws IOException {
        json.writeStartObject();
        json.writeStringField("table", purged.table());
        json.writeStringField("partition", purged.leaf());
        json.writeStringField(
                "deployment",
                purged.deployment() == null ? null : purged.deployment().toString());
        json.writeNumberField("rows", purged.rows());
        json.writeStringField("cutoff", purged.cutoff().toString());
        json.writeEndObject();
    }
}
