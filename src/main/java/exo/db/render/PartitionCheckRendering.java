package exo.db.render;

import com.fasterxml.jackson.core.JsonGenerator;
import exo.db.partition.PartitionCheck;
import exo.db.partition.PartitionFinding;
import exo.db.partition.PartitionFinding.Severity;
import java.io.IOException;
import java.util.Locale;

/** What a check of the partitions found. */
public record PartitionCheckRendering(PartitionCheck check) implements Rendering {
    @Override
    public void text(TextOutput out) {
        for (PartitionFinding finding : check.findings()) {
            String label = word(finding.severity()) + ": ";
            String painted = finding.severity() == Severity.ERROR
                    ? out.paint().bad(label)
                    : out.paint().warning(label);
            out.line(painted + finding.id() + "  " + finding.what());
            out.line("  next: " + finding.next());
        }
        String checked = PlanText.count(check.partitions(), "partition");
        out.line(
                check.findings().isEmpty()
                        ? out.paint().good("all is well: ") + checked
                        : checked + ", " + PlanText.count(check.findings().size(), "finding"));
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeNumberField("partitions", check.partitions());
        json.writeArrayFieldStart("findings");
        for (PartitionFinding finding : check.findings()) {
            json.writeStartObject();
            json.writeStringField("id", finding.id());
            json.writeStringField("severity", word(finding.severity()));
            json.writeStringField("what", finding.what());
            json.writeStringField("next", finding.next());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static String word(Severity severity) {
        return severity.name().toLowerCase(Locale.ROOT);
    }
}
