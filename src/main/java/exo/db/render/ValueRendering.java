package exo.db.render;

import com.fasterxml.jackson.core.JsonGenerator;
import exo.db.engine.FindingJson;
import exo.db.sealing.ValueReport;
import java.io.IOException;

/** Whether the encrypted values open. */
public record ValueRendering(ValueReport report) implements Rendering {
    @Override
    public void text(TextOutput out) {
        out.line("root key " + report.snapshot().rootFingerprint() + " opens the keyring; key "
                + report.snapshot().activeKid() + " seals new values");
        out.line("");
        ColumnFactsTable columns = new ColumnFactsTable(report.snapshot().columns());
        out.table(columns.text());
        out.line("");
        FindingText.write(out, report.findings());
        if (report.findings().isEmpty()) {
            out.line(out.paint()
                    .good(columns.isSampled() ? "every value that was looked at opens" : "every value opens"));
        }
        if (columns.isSampled()) {
            out.line(columns.certainty());
        }
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("root_key_fingerprint", report.snapshot().rootFingerprint());
        json.writeStringField("active_kid", report.snapshot().activeKid());
        FindingJson.write(json, report.findings());
        new ColumnFactsTable(report.snapshot().columns()).json(json);
        json.writeEndObject();
    }
}
