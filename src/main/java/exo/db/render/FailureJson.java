package exo.db.render;

import com.fasterxml.jackson.core.JsonGenerator;
import exo.db.failure.ExoException;
import java.io.IOException;

/** The one JSON object of a failure. */
public final class FailureJson {
    private FailureJson() {}

    /** Writes it as one value. */
    public static void write(JsonGenerator json, ExoException failure) throws IOException {
        json.writeStartObject();
        json.writeObjectFieldStart("error");
        json.writeNumberField("code", failure.exitStatus().code());
        json.writeStringField("id", failure.id());
        json.writeStringField("what", failure.what());
        json.writeStringField("why", failure.why());
        json.writeStringField("next", failure.next());
        json.writeBooleanField("retryable", failure.exitStatus().retryable());
        json.writeStringField("sqlstate", failure.sqlState());
        json.writeArrayFieldStart("details");
        for (ExoException.Detail detail : failure.details()) {
            json.writeStartObject();
            json.writeStringField("id", detail.id());
            json.writeStringField("what", detail.what());
            json.writeStringField("next", detail.next());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeEndObject();
    }
}
