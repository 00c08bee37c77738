package exo.db.engine;

import com.fasterxml.jackson.core.JsonGenerator;
import exo.db.schema.Pending;
import java.io.IOException;
import java.util.List;

/** What is left out or in the way as JSON, the same in records and in results. */
public final class PendingJson {
    private PendingJson() {}

    /** Writes the field {@code pending}, which several results share. */
    public static void write(JsonGenerator json, List<Pending> items) throws IOException {
        write(json, "pending", items);
    }

    /** Writes the items under that name. */
    public static void write(JsonGenerator json, String field, List<Pending> items) throws IOException {
        json.writeArrayFieldStart(field);
        for (Pending item : items) {
            json.writeStartObject();
            json.writeStringField("id", item.id());
            json.writeStringField("what", item.what());
            json.writeStringField("next", item.next());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
