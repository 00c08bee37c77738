package exo.db.render;

import com.fasterxml.jackson.core.JsonGenerator;
import exo.db.engine.PendingJson;
import exo.db.failure.Word;
import exo.db.partition.PartitionReport;
import exo.db.partition.PartitionReport.Deployment;
import exo.db.partition.PartitionReport.Partition;
import exo.db.partition.PartitionReport.Pin;
import exo.db.partition.PartitionReport.Standing;
import exo.db.partition.PartitionReport.Table;
import exo.db.partition.PartitionReport.Trashed;
import exo.db.schema.MonthRange;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** The monthly tables with their partitions and the trash. */
public record PartitionsRendering(PartitionReport report) implements Rendering {
    /** With the longest names a line fits on 80 columns. */
    private static final int BAR = 10;

    private static final String UNDER_A_LINE = "         ";

    @Override
    public void text(TextOutput out) {
        for (Table table : report.tables()) {
            out.line(out.paint().strong(table.name().toString()) + ": months until "
                    + MonthRange.day(table.coveredUntil()) + " ("
                    + PlanText.count(headroom(table), "day") + " ahead), "
                    + PlanText.rows(table.defaultRows()) + " in the default partition");
            picture(out, table);
            out.line("");
        }
        if (report.trash().isEmpty()) {
            out.line("nothing in the trash");
            return;
        }
        TextTable trash = new TextTable("IN THE TRASH", "KEPT AS", "UNTIL", "SIZE");
        for (Trashed trashed : report.trash()) {
            trash.row(
                    trashed.name(),
                    trashed.trash(),
                    MonthRange.day(trashed.dropAfter()),
                    ByteCount.of(trashed.bytes()));
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

    private void write(JsonGenerator json, Table table) throws IOException {
        json.writeStartObject();
        json.writeStringField("table", table.name().name());
        json.writeStringField("covered_until", table.coveredUntil().toString());
        json.writeNumberField("headroom_days", headroom(table));
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
            pin(json, partition.pin());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void pin(JsonGenerator json, Optional<Pin> pin) throws IOException {
        if (pin.isEmpty()) {
            json.writeNullField("pinned");
            return;
        }
        json.writeObjectFieldStart("pinned");
        json.writeStringField("reason", Word.of(pin.get().reason()));
        Optional<Deployment> deployment = pin.get().deployment();
        json.writeStringField(
                "deployment", deployment.map(Deployment::id).map(UUID::toString).orElse(null));
        json.writeStringField(
                "deployment_name", deployment.map(Deployment::name).orElse(null));
        json.writeStringField("until", pin.get().until().map(Instant::toString).orElse(null));
        json.writeEndObject();
    }

    /** A line for each month, with a bar as long as it is large beside the largest, and below it who keeps it. */
    private void picture(TextOutput out, Table table) {
        long largest =
                table.partitions().stream().mapToLong(Partition::bytes).max().orElse(0);
        TextTable lines = new TextTable("MONTH", "STATE", "ROWS", "SIZE", "", "PARTITION");
        for (Partition partition : table.partitions()) {
            lines.row(
                    span(partition),
                    state(partition),
                    partition
                            .rows()
                            .map(rows -> String.format(Locale.ROOT, "~%,d", rows))
                            .orElse("?"),
                    ByteCount.of(partition.bytes()),
                    bar(partition.bytes(), largest),
                    partition.name().name());
        }
        List<List<String>> text = lines.rows(out.width());
        text.getFirst().forEach(head -> out.verbatim(out.paint().strong(head)));
        boolean told = false;
        for (int place = 0; place < table.partitions().size(); place++) {
            Partition partition = table.partitions().get(place);
            for (String line : text.get(place + 1)) {
                out.verbatim(painted(out.paint(), partition, table.defaultRows(), line));
            }
            // The months after the first stay for the same reason, a month longer each.
            if (!partition.note().isEmpty() && !(partition.standing() == Standing.KEPT && told)) {
                out.line(UNDER_A_LINE + OneLine.escaped(partition.note()));
            }
            told |= partition.standing() == Standing.KEPT;
        }
    }

    private static String painted(Paint paint, Partition partition, long defaultRows, String line) {
        return switch (partition.standing()) {
            case CURRENT -> paint.strong(line);
            case PINNED -> paint.warning(line);
            case DETACH_PENDING, UNKNOWN -> paint.bad(line);
            case DEFAULT -> defaultRows > 0 ? paint.bad(line) : line;
            case FUTURE, KEPT, EXPIRED -> line;
        };
    }

    /** Something of it shows as soon as there is anything. */
    private static String bar(long bytes, long largest) {
        return bytes == 0 ? "" : "#".repeat((int) Math.max(1, Math.round((double) bytes * BAR / largest)));
    }

    /** A month as such, anything odd by its ends. */
    private static String span(Partition partition) {
        if (partition.range().isEmpty()) {
            return partition.standing() == Standing.DEFAULT ? "default" : "?";
        }
        MonthRange range = partition.range().get();
        Optional<Instant> from = bound(partition, MonthRange::from);
        if (from.isPresent() && range.equals(MonthRange.of(MonthRange.monthOf(from.get())))) {
            return MonthRange.monthOf(from.get()).toString();
        }
        return from.map(MonthRange::day).orElse("") + ".."
                + bound(partition, MonthRange::to).map(MonthRange::day).orElse("");
    }

    private long headroom(Table table) {
        return Math.max(
                0, Duration.between(report.readAt(), table.coveredUntil()).toDays());
    }

    /** An end of the range; none where it is open. */
    private static Optional<Instant> bound(Partition partition, Function<MonthRange, Instant> end) {
        return partition
                .range()
                .map(end)
                .filter(instant -> !instant.equals(Instant.MIN) && !instant.equals(Instant.MAX));
    }

    private static String state(Partition partition) {
        return Word.of(partition.standing());
    }
}
