package exo.db.render;

import com.fasterxml.jackson.core.JsonGenerator;
import exo.db.engine.FindingJson;
import exo.db.partition.PartitionCheck;
import java.io.IOException;

/** What a check of the partitions found. */
public record PartitionCheckRendering(PartitionCheck check) implements Rendering {
    @Override
    public void text(TextOutput out) {
        FindingText.write(out, check.findings());
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
        FindingJson.write(json, check.findings());
        json.writeEndObject();
    }
}
