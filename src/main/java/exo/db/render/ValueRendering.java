package exo.db.render;

import com.fasterxml.jackson.core.JsonGenerator;
import exo.db.engine.FindingJson;
import exo.db.sealing.ColumnFacts;
import exo.db.sealing.ColumnFacts.Rows;
import exo.db.sealing.Sample;
import exo.db.sealing.ValueReport;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;

/** Whether what is backed up could be read again. */
public record ValueRendering(ValueReport report) implements Rendering {
    @Override
    public void text(TextOutput out) {
        out.line("root key " + report.snapshot().rootFingerprint() + " opens the keyring; key "
                + report.snapshot().activeKid() + " seals new values");
        out.line("");
        out.table(columns());
        out.line("");
        FindingText.write(out, report.findings());
        if (report.findings().isEmpty()) {
            out.line(out.paint().good(isSampled() ? "every value that was looked at opens" : "every value opens"));
        }
        if (isSampled()) {
            out.line("a sample: one may be 99 % sure that fewer than 1 in " + leastCertain()
                    + " values of a column are bad; --full opens every value");
        }
    }

    private boolean isSampled() {
        return sampled().findAny().isPresent();
    }

    private Stream<ColumnFacts> sampled() {
        return report.snapshot().columns().stream().filter(ColumnFacts::isSampled);
    }

    /** By the column of which the fewest values were looked at. */
    private long leastCertain() {
        return sampled()
                .mapToLong(ColumnFacts::good)
                .filter(good -> good > 0)
                .map(Sample::oneIn)
                .min()
                .orElse(1);
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("root_key_fingerprint", report.snapshot().rootFingerprint());
        json.writeStringField("active_kid", report.snapshot().activeKid());
        FindingJson.write(json, report.findings());
        json.writeArrayFieldStart("columns");
        for (ColumnFacts column : report.snapshot().columns()) {
            write(json, column);
        }
        json.writeEndArray();
        json.writeEndObject();
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
                    TextTable.counts(column.goodByKid()));
        }
        return table;
    }

    private static void write(JsonGenerator json, ColumnFacts column) throws IOException {
        json.writeStartObject();
        json.writeStringField("table", column.table());
        json.writeStringField("column", column.column());
        json.writeNumberField("rows", column.rows());
        if (column.isSampled()) {
            json.writeNumberField("sampled_of", column.sampledOf());
            json.writeNumberField("fewer_than_one_bad_in", Sample.oneIn(column.good()));
        }
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
}
