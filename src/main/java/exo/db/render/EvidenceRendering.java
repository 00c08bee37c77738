package exo.db.render;

import com.fasterxml.jackson.core.JsonGenerator;
import exo.db.retention.DeploymentNames;
import exo.db.retention.Evidence;
import exo.db.retention.Evidence.Deleted;
import exo.db.retention.Evidence.Month;
import exo.db.retention.Evidence.Run;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The proof of deletion. */
public record EvidenceRendering(Evidence evidence, DeploymentNames names, Output output) implements Rendering {
    @Override
    public void text(TextOutput out) {
        if (output == Output.CSV) {
            EvidenceCsv.lines(evidence).forEach(out::csv);
            return;
        }
        runs(out);
        if (!evidence.months().isEmpty()) {
            out.line("");
            months(out);
        }
    }

    private void runs(TextOutput out) {
        if (evidence.runs().isEmpty()) {
            out.line("no run that deletes began in that time");
            return;
        }
        TextTable table =
                new TextTable("RUN", "BEGAN", "COMMAND", "TRIGGER", "OUTCOME", "TABLE", "DEPLOYMENT", "DELETED", "WHY");
        for (Run run : evidence.runs()) {
            if (run.deleted().isEmpty()) {
                table.row(run.id(), run.startedAt(), run.command(), run.trigger(), outcome(run), "", "", 0, "");
            }
            for (Deleted deleted : run.deleted()) {
                table.row(
                        run.id(),
                        run.startedAt(),
                        run.command(),
                        run.trigger(),
                        outcome(run),
                        deleted.partition().isEmpty() ? deleted.table() : deleted.partition(),
                        names.nameOf(deleted.deployment()),
                        deleted.count(),
                        why(deleted));
            }
        }
        out.table(table);
    }

    private static String why(Deleted deleted) {
        return deleted.manner().word() + (deleted.cutoff() == null ? "" : ": older than " + deleted.cutoff());
    }

    private static String outcome(Run run) {
        return run.outcome() == null ? "not ended" : run.outcome();
    }

    private void months(TextOutput out) {
        TextTable table = new TextTable("MONTH", "FROM", "TO", "ROWS", "SIZE", "STATE", "SET ASIDE", "ENDED");
        for (Month month : evidence.months()) {
            table.row(
                    month.partition(),
                    month.from(),
                    month.to(),
                    month.rows() == null ? "?" : "~" + month.rows(),
                    month.bytes() == null ? "?" : ByteCount.of(month.bytes()),
                    month.state(),
                    month.detachedAt(),
                    month.endedAt() == null ? "" : month.endedAt());
        }
        out.table(table);
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("since", evidence.since().toString());
        json.writeStringField("until", text(evidence.until()));
        json.writeArrayFieldStart("runs");
        for (Run run : evidence.runs()) {
            write(json, run);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("months");
        for (Month month : evidence.months()) {
            write(json, month);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Run run) throws IOException {
        json.writeStartObject();
        json.writeNumberField("id", run.id());
        json.writeStringField("command", run.command());
        json.writeStringField("trigger", run.trigger());
        json.writeStringField("holder", run.holder());
        json.writeStringField("version", run.version());
        json.writeStringField("started_at", run.startedAt().toString());
        json.writeStringField("finished_at", text(run.finishedAt()));
        json.writeStringField("outcome", run.outcome());
        json.writeArrayFieldStart("deleted");
        for (Deleted deleted : run.deleted()) {
            write(json, deleted);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Deleted deleted) throws IOException {
        json.writeStartObject();
        json.writeStringField("why", deleted.manner().word());
        json.writeStringField("table", deleted.table());
        json.writeStringField("partition", deleted.partition());
        json.writeStringField(
                "deployment",
                deleted.deployment() == null ? null : deleted.deployment().toString());
        json.writeNumberField("count", deleted.count());
        json.writeObjectField("bytes", deleted.bytes());
        json.writeStringField("cutoff", text(deleted.cutoff()));
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Month month) throws IOException {
        json.writeStartObject();
        json.writeStringField("table", month.table());
        json.writeStringField("partition", month.partition());
        json.writeStringField("from", month.from().toString());
        json.writeStringField("to", month.to().toString());
        json.writeObjectField("rows", month.rows());
        json.writeObjectField("bytes", month.bytes());
        json.writeStringField("state", month.state());
        json.writeStringField("detached_at", month.detachedAt().toString());
        json.writeStringField("ended_at", text(month.endedAt()));
        json.writeEndObject();
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }
}
