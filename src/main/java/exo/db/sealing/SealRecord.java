package exo.db.sealing;

import com.fasterxml.jackson.core.JsonGenerator;
import exo.db.engine.FindingJson;
import exo.db.engine.JsonText;
import exo.db.engine.PendingJson;
import exo.db.failure.Word;
import java.io.IOException;

/** What a run of sealing did as JSON: as {@code maintenance_runs} keeps it and as results print it. */
public final class SealRecord {
    private SealRecord() {}

    /** The report as one object. */
    public static String of(SealReport report) {
        return JsonText.of(json -> write(json, report));
    }

    /** Writes the report as one object. */
    public static void write(JsonGenerator json, SealReport report) throws IOException {
        json.writeStartObject();
        json.writeStringField("kid", report.kid());
        json.writeNumberField("values", report.values());
        json.writeBooleanField("finished", report.isFinished());
        json.writeArrayFieldStart("columns");
        for (SealReport.Column column : report.columns()) {
            json.writeStartObject();
            json.writeStringField("table", column.table());
            json.writeStringField("column", column.column());
            json.writeNumberField("sealed", column.sealed());
            json.writeNumberField("sealed_anew", column.sealedAnew());
            json.writeStringField("standing", Word.of(column.standing()));
            json.writeEndObject();
        }
        json.writeEndArray();
        FindingJson.write(json, report.findings());
        PendingJson.write(json, report.pending());
        json.writeEndObject();
    }
}
