package exo.db.render;

import com.fasterxml.jackson.core.JsonGenerator;
import exo.db.engine.PendingJson;
import exo.db.partition.PartitionReport;
import exo.db.partition.PartitionReport.Partition;
import exo.db.partition.PartitionReport.Table;
import exo.db.partition.PartitionReport.Trashed;
import exo.db.schema.MonthRange;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** The monthly tables with their partitions and the trash. */
public record PartitionsRendering(PartitionReport report) implements Rendering {
    private static final double KIBIBYTE = 1024;
    private static final String NONE = "-";

    @Override
    public void text(TextOutput out) {
        for (Table table : report.tables()) {
            out.line(table.name() + ": months without a gap until " + day(table.coveredUntil()) + ", "
                    + table.defaultRows() + (table.defaultRows() == 1 ? " row" : " rows")
                    + " in the default partition");
            TextTable lines = new TextTable("PARTITION", "FROM", "TO", "STATE", "ROWS", "SIZE", "NOTE");
            table.partitions().forEach(partition -> add(lines, partition));
            out.table(lines);
            out.line("");
        }
        if (report.trash().isEmpty()) {
            out.line("nothing in the trash");
            return;
        }
        TextTable trash = new TextTable("IN THE TRASH", "KEPT AS", "UNTIL", "SIZE");
        for (Trashed trashed : report.trash()) {
            trash.row(trashed.name(), trashed.trash(), day(trashed.dropAfter()), size(trashed.bytes()));
        }
        out.table(trash);
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("read_at", report.readAt().toString());
        json.writeArrayFieldStart("tables");
        for (Table table : report.tables()) {
            write(json, table);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("trash");
        for (Trashed trashed : report.trash()) {
            json.writeStartObject();
            json.writeStringField("table", trashed.parent());
            json.writeStringField("partition", trashed.name());
            json.writeStringField("kept_as", trashed.trash().toString());
            json.writeStringField("drop_after", trashed.dropAfter().toString());
            json.writeNumberField("bytes", trashed.bytes());
            json.writeEndObject();
        }
        json.writeEndArray();
        PendingJson.write(json, report.pending());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Table table) throws IOException {
        json.writeStartObject();
        json.writeStringField("table", table.name().name());
        json.writeStringField("covered_until", table.coveredUntil().toString());
        json.writeNumberField("default_rows", table.defaultRows());
        json.writeArrayFieldStart("partitions");
        for (Partition partition : table.partitions()) {
            json.writeStartObject();
            json.writeStringField("name", partition.name().name());
            json.writeStringField(
                    "from",
                    bound(partition, MonthRange::from).map(Instant::toString).orElse(null));
            json.writeStringField(
                    "to",
                    bound(partition, MonthRange::to).map(Instant::toString).orElse(null));
            json.writeStringField("state", state(partition));
            if (partition.rows().isPresent()) {
                json.writeNumberField("rows", partition.rows().get());
            } else {
                json.writeNullField("rows");
            }
            json.writeNumberField("bytes", partition.bytes());
            json.writeStringField("note", partition.note());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void add(TextTable lines, Partition partition) {
        lines.row(
                partition.name().name(),
                bound(partition, MonthRange::from).map(PartitionsRendering::day).orElse(NONE),
                bound(partition, MonthRange::to).map(PartitionsRendering::day).orElse(NONE),
                state(partition),
                partition.rows().map(rows -> "~" + rows).orElse("?"),
                size(partition.bytes()),
                partition.note());
    }

    /** An end of the range; none where it is open. */
    private static Optional<Instant> bound(Partition partition, Function<MonthRange, Instant> end) {
        return partition
                .range()
                .map(end)
                .filter(instant -> !instant.equals(Instant.MIN) && !instant.equals(Instant.MAX));
    }

    private static String state(Partition partition) {
        return partition.standing().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Month starts as days; anything odd in full. */
    private static String day(Instant instant) {
        String text = instant.atOffset(ZoneOffset.UTC).toLocalDate().toString();
        return instant.equals(instant.truncatedTo(java.time.temporal.ChronoUnit.DAYS)) ? text : instant.toString();
    }

    private static String size(long bytes) {
        double left = bytes;
        String unit = "B";
        for (String larger : new String[] {"KiB", "MiB", "GiB", "TiB"}) {
            if (left < KIBIBYTE) {
                break;
            }
            left /= KIBIBYTE;
            unit = larger;
        }
        return String.format(Locale.ROOT, unit.equals("B") ? "%.0f %s" : "%.1f %s", left, unit);
    }
}
