package exo.db.retention;

import com.fasterxml.jackson.core.JsonGenerator;
import exo.db.engine.JsonText;
import exo.db.engine.PendingJson;
import exo.db.failure.Word;
import exo.db.retention.RetentionReport.Care;
import exo.db.retention.RetentionReport.LeafWork;
import exo.db.retention.RetentionReport.Purged;
import java.io.IOException;
import java.util.Collection;

/**
 * The proof of deletion as JSON: as {@code maintenance_runs} keeps it and as results print it. Keys are added, never
 * renamed:
 *
 * <pre>{@code
 * {"as_of": instant, "rows": all rows deleted one by one,
 *  "dropped": [{"table", "partition", "from", "to", "rows" (estimated), "bytes"}],
 *  "purged": [{"table", "partition", "deployment" (null: rows without one), "rows", "cutoff"}],
 *  "partitions": [{"table", "partition", "rows", "wal_bytes", "ms", "care": ["vacuumed", ...]}],
 *  "pending": [{"id", "what", "next"}]}
 * }</pre>
 *
 * <p>The record of a run that was killed has no {@code pending}, and {@code rows} counts the partitions that it had
 * finished; {@code purged} is complete in every record.
 */
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
        json.writeArrayFieldStart("dropped");
        for (MonthDrop drop : report.dropped()) {
            write(json, drop);
        }
        json.writeEndArray();
        writePurged(json, report.purged());
        json.writeArrayFieldStart("partitions");
        for (LeafWork leaf : report.leaves()) {
            write(json, leaf);
        }
        json.writeEndArray();
        PendingJson.write(json, report.pending());
        json.writeEndObject();
    }

    /** Writes a month, which the preview shares. */
    public static void write(JsonGenerator json, MonthDrop drop) throws IOException {
        json.writeStartObject();
        json.writeStringField("table", drop.table().name());
        json.writeStringField("partition", drop.partition().name());
        json.writeStringField("from", drop.range().from().toString());
        json.writeStringField("to", drop.range().to().toString());
        json.writeNumberField("rows", drop.rows());
        json.writeNumberField("bytes", drop.bytes());
        json.writeEndObject();
    }

    /** Writes the field that says whose rows went, or would go. */
    public static void writePurged(JsonGenerator json, Collection<Purged> all) throws IOException {
        json.writeArrayFieldStart("purged");
        for (Purged purged : all) {
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
        json.writeEndArray();
    }

    private static void write(JsonGenerator json, LeafWork leaf) throws IOException {
        json.writeStartObject();
        json.writeStringField("table", leaf.table());
        json.writeStringField("partition", leaf.leaf());
        json.writeNumberField("rows", leaf.rows());
        json.writeNumberField("wal_bytes", leaf.walBytes());
        json.writeNumberField("ms", leaf.took().toMillis());
        json.writeArrayFieldStart("care");
        for (Care care : leaf.care().stream().sorted().toList()) {
            json.writeString(Word.of(care));
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
