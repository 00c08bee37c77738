package exo.db.render;

import com.fasterxml.jackson.core.JsonGenerator;
import exo.db.backup.BackupReport;
import exo.db.backup.ColumnFacts;
import exo.db.backup.ColumnFacts.Rows;
import exo.db.backup.Finding;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;

/** Whether what is backed up could be read again. */
public record BackupRendering(BackupReport report) implements Rendering {
    @Override
    public void text(TextOutput out) {
        out.line("root key " + report.snapshot().rootFingerprint() + " opens the keyring; key "
                + report.snapshot().activeKid() + " seals new values");
        out.line("");
        out.table(columns());
        out.line("");
        for (Finding finding : report.findings()) {
            line(out, finding);
        }
        if (report.findings().isEmpty()) {
            out.line(out.paint().good("every value opens"));
        }
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("root_key_fingerprint", report.snapshot().rootFingerprint());
        json.writeStringField("active_kid", report.snapshot().activeKid());
        json.writeArrayFieldStart("findings");
        for (Finding finding : report.findings()) {
            json.writeStartObject();
            json.writeStringField("id", finding.id());
            json.writeStringField("severity", word(finding));
            json.writeStringField("what", finding.what());
            json.writeStringField("next", finding.next());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("columns");
        for (ColumnFacts column : report.snapshot().columns()) {
            write(json, column);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void line(TextOutput out, Finding finding) {
        String label = word(finding) + " " + finding.id() + ": ";
        String painted = switch (finding.severity()) {
            case WARNING -> out.paint().warning(label);
            case CRITICAL -> out.paint().bad(label);
        };
        out.line(painted + finding.what());
        out.line("  next: " + finding.next());
    }

    private TextTable columns() {
        TextTable table = new TextTable(
                "COLUMN", "ROWS", "NULL", "OPENED", "PLAINTEXT", "DAMAGED", "UNKNOWN KEY", "OPENED BY KEY");
        for (ColumnFacts column : report.snapshot().columns()) {
            table.row(
                    column.place(),
                    column.rows(),
                    column.nulls(),
                    column.good(),
                    column.plaintext().count(),
                    column.damaged().count(),
                    column.unknown().count(),
                    byKey(column));
        }
        return table;
    }

    private static String byKey(ColumnFacts column) {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, Long> key : column.goodByKid().entrySet()) {
            text.append(text.isEmpty() ? "" : ", ")
                    .append(key.getKey())
                    .append(": ")
                    .append(key.getValue());
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, ColumnFacts column) throws IOException {
        json.writeStartObject();
        json.writeStringField("table", column.table());
        json.writeStringField("column", column.column());
        json.writeNumberField("rows", column.rows());
        json.writeNumberField("null", column.nulls());
        json.writeNumberField("good", column.good());
        json.writeObjectFieldStart("by_kid");
        for (Map.Entry<String, Long> key : column.goodByKid().entrySet()) {
            json.writeNumberField(key.getKey(), key.getValue());
        }
        json.writeEndObject();
        write(json, "plaintext", column.plaintext());
        write(json, "damaged", column.damaged());
        write(json, "unknown_kid", column.unknown());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, String name, Rows rows) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("count", rows.count());
        json.writeArrayFieldStart("first_ids");
        for (String id : rows.firstIds()) {
            json.writeString(id);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static String word(Finding finding) {
        return finding.severity().name().toLowerCase(Locale.ROOT);
    }
}
