package exo.db.render;

import com.fasterxml.jackson.core.JsonGenerator;
import exo.db.database.ConnectionTest;
import exo.db.dsn.ConnectionNote;
import exo.db.dsn.ConnectionString;
import exo.db.dsn.ExplainedConnection;
import exo.db.dsn.Parameter;
import exo.db.dsn.Redaction;
import exo.db.failure.ExoException.Detail;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Connection settings, each with its source, and what there is to know about them.
 *
 * @param test what the servers answered; null when they were not asked
 */
public record DsnRendering(
        ExplainedConnection connection,
        Secrets secrets,
        @Nullable ConnectionTest test) implements Rendering {
    /** Whether passwords are printed. */
    public enum Secrets {
        HIDDEN,
        SHOWN
    }

    /** What a connection string says by itself. */
    public static DsnRendering of(ConnectionString string, Secrets secrets) {
        ExplainedConnection alone =
                new ExplainedConnection(null, string.parameters(), string.notes(), List.of(), List.of(), null);
        return new DsnRendering(alone, secrets, null);
    }

    @Override
    public void text(TextOutput out) {
        TextTable table = new TextTable("PARAMETER", "VALUE", "SOURCE");
        Parameter service = connection.service();
        if (service != null) {
            row(table, service);
        }
        connection.parameters().values().forEach(parameter -> row(table, parameter));
        out.table(table);
        connection.notes().forEach(note -> out.line("note: " + note.text()));
        connection.refusals().forEach(refusal -> out.line("unlike libpq: " + refusal.what()));
        if (test != null) {
            out.line("");
            ConnectionTestRendering.text(test, out);
        }
    }

    private void row(TextTable table, Parameter parameter) {
        table.row(
                parameter.keyword().word(),
                OneLine.of(value(parameter)),
                OneLine.of(parameter.source().shown()));
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeObjectFieldStart("parameters");
        for (Parameter parameter : connection.parameters().values()) {
            json.writeFieldName(parameter.keyword().word());
            write(json, parameter);
        }
        json.writeEndObject();
        json.writeFieldName("service");
        write(json, connection.service());
        json.writeArrayFieldStart("notes");
        for (ConnectionNote note : connection.notes()) {
            json.writeStartObject();
            json.writeStringField("id", note.id());
            json.writeStringField("text", note.text());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("refusals");
        for (Detail refusal : connection.refusals()) {
            json.writeStartObject();
            json.writeStringField("id", refusal.id());
            json.writeStringField("what", refusal.what());
            json.writeStringField("next", refusal.next());
            json.writeEndObject();
        }
        json.writeEndArray();
        if (test != null) {
            json.writeFieldName("test");
            ConnectionTestRendering.json(test, json);
        }
        json.writeEndObject();
    }

    private void write(JsonGenerator json, @Nullable Parameter parameter) throws IOException {
        if (parameter == null) {
            json.writeNull();
            return;
        }
        json.writeStartObject();
        json.writeStringField("value", value(parameter));
        json.writeStringField("source", parameter.source().shown());
        json.writeEndObject();
    }

    private String value(Parameter parameter) {
        return secrets == Secrets.SHOWN ? parameter.value() : Redaction.shown(parameter, connection.parameters());
    }
}
