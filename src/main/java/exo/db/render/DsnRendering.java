package exo.db.render;

import com.fasterxml.jackson.core.JsonGenerator;
import exo.db.dsn.ConnectionNote;
import exo.db.dsn.Parameter;
import exo.db.dsn.ResolvedConnection;
import java.io.IOException;

/** The effective connection settings, each with its source. */
public record DsnRendering(ResolvedConnection connection, Secrets secrets) implements Rendering {
    /** Whether passwords are printed. */
    public enum Secrets {
        HIDDEN,
        SHOWN
    }

    @Override
    public void text(TextOutput out) {
        TextTable table = new TextTable("PARAMETER", "VALUE", "SOURCE");
        for (Parameter parameter : connection.parameters().values()) {
            table.row(
                    parameter.keyword().word(),
                    value(parameter),
                    parameter.source().shown());
        }
        out.table(table);
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeObjectFieldStart("parameters");
        for (Parameter parameter : connection.parameters().values()) {
            json.writeObjectFieldStart(parameter.keyword().word());
            json.writeStringField("value", value(parameter));
            json.writeStringField("source", parameter.source().shown());
            json.writeEndObject();
        }
        json.writeEndObject();
        json.writeArrayFieldStart("notes");
        for (ConnectionNote note : connection.notes()) {
            json.writeStartObject();
            json.writeStringField("id", note.id());
            json.writeStringField("text", note.text());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private String value(Parameter parameter) {
        return secrets == Secrets.SHOWN ? parameter.value() : parameter.shown();
    }
}
