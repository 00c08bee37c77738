package exo.db.engine;

import com.fasterxml.jackson.core.JsonGenerator;
import exo.db.failure.Finding;
import java.io.IOException;
import java.util.List;

/** What checks found as JSON, the same in records and in results. */
public final class FindingJson {
    private FindingJson() {}

    /** Writes the field {@code findings}, which several results share. */
    public static void write(JsonGenerator json, List<Finding> findings) throws IOException {
        json.writeArrayFieldStart("findings");
        for (Finding finding : findings) {
            json.writeStartObject();
            json.writeStringField("id", finding.id());
            json.writeStringField("severity", finding.severity().word());
            json.writeStringField("what", finding.what());
            json.writeStringField("next", finding.next());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
