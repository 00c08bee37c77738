package exo.db.render;

import com.fasterxml.jackson.core.JsonGenerator;
import exo.db.engine.PendingJson;
import exo.db.retention.DeploymentNames;
import exo.db.retention.MonthDrop;
import exo.db.retention.RetentionPreview;
import exo.db.retention.RetentionPreview.Accuracy;
import exo.db.retention.RetentionPreview.Pin;
import exo.db.retention.RetentionRecord;
import exo.db.retention.RetentionReport.Purged;
import exo.db.schema.MonthRange;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;

/** What retention would delete, and what keeps the rest. */
public record RetentionPreviewRendering(RetentionPreview preview, DeploymentNames names) implements Rendering {
    @Override
    public void text(TextOutput out) {
        months(out);
        rows(out);
        pins(out);
        if (preview.isEmpty()) {
            out.line(preview.pending().isEmpty() ? "nothing to do: no row has expired" : "nothing would be deleted");
            return;
        }
        out.line(String.format(
                Locale.ROOT,
                "%s rows would be deleted one by one: about %s of write-ahead log, %s at the usual pace",
                count(preview.rows()),
                ByteCount.of(preview.walBytes()),
                preview.takes().toSeconds() == 0
                        ? "less than a second"
                        : "about " + ProgressText.time(preview.takes())));
    }

    /** What somebody has to agree to, as a sentence without a full stop. */
    public static String consequence(RetentionPreview preview) {
        int months = preview.months().size();
        String rows = String.format(
                Locale.ROOT, "about %,d expired %s", preview.rows(), preview.rows() == 1 ? "row" : "rows");
        return (months == 0
                        ? rows + " would be deleted"
                        : months + (months == 1 ? " month" : " months") + " would be set aside and " + rows
                                + " deleted")
                + " (--dry-run shows whose)";
    }

    private void months(TextOutput out) {
        if (preview.months().isEmpty()) {
            return;
        }
        TextTable table = new TextTable("GOES AS A WHOLE", "FROM", "TO", "ROWS", "SIZE");
        for (MonthDrop month : preview.months()) {
            table.row(
                    month.partition().name(),
                    MonthRange.day(month.range().from()),
                    MonthRange.day(month.range().to()),
                    "~" + String.format(Locale.ROOT, "%,d", month.rows()),
                    ByteCount.of(month.bytes()));
        }
        out.table(table);
        out.line("");
    }

    private void rows(TextOutput out) {
        if (preview.expired().isEmpty()) {
            return;
        }
        TextTable table = new TextTable("TABLE", "PARTITION", "DEPLOYMENT", "ROWS", "OLDER THAN");
        for (Purged expired : preview.expired()) {
            table.row(
                    expired.table(),
                    expired.leaf(),
                    names.nameOf(expired.deployment()),
                    count(expired.rows()),
                    expired.cutoff());
        }
        out.table(table);
        out.line("");
    }

    private void pins(TextOutput out) {
        if (preview.pins().isEmpty()) {
            return;
        }
        TextTable table = new TextTable("PARTITION THAT STAYS", "FOR DEPLOYMENT", "UNTIL");
        for (Pin pin : preview.pins()) {
            Instant until = pin.until();
            table.row(pin.partition(), names.nameOf(pin.deployment()), until == null ? "its hold is released" : until);
        }
        out.table(table);
        out.line("");
    }

    private String count(long rows) {
        return (preview.accuracy() == Accuracy.EXACT ? "" : "~") + String.format(Locale.ROOT, "%,d", rows);
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("as_of", preview.now().toString());
        json.writeBooleanField("exact", preview.accuracy() == Accuracy.EXACT);
        json.writeNumberField("rows", preview.rows());
        json.writeArrayFieldStart("dropped");
        for (MonthDrop month : preview.months()) {
            RetentionRecord.write(json, month);
        }
        json.writeEndArray();
        RetentionRecord.writePurged(json, preview.expired());
        json.writeArrayFieldStart("pins");
        for (Pin pin : preview.pins()) {
            write(json, pin);
        }
        json.writeEndArray();
        json.writeNumberField("wal_bytes", preview.walBytes());
        json.writeNumberField("seconds", preview.takes().toSeconds());
        PendingJson.write(json, preview.pending());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Pin pin) throws IOException {
        json.writeStartObject();
        json.writeStringField("table", pin.table());
        json.writeStringField("partition", pin.partition());
        json.writeStringField(
                "deployment", pin.deployment() == null ? null : pin.deployment().toString());
        Instant until = pin.until();
        json.writeStringField("until", until == null ? null : until.toString());
        json.writeEndObject();
    }
}
