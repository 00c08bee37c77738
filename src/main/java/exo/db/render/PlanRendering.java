package exo.db.render;

import com.fasterxml.jackson.core.JsonGenerator;
import exo.db.engine.ChangeSql;
import exo.db.schema.ChangeText;
import exo.db.schema.Hazard;
import exo.db.schema.Pending;
import exo.db.schema.Plan;
import exo.db.schema.Step;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * A plan before it runs: what will be done, with which lock.
 *
 * @param schema the schema that the plan is for
 */
public record PlanRendering(Plan plan, String schema, Output output) implements Rendering {
    @Override
    public void text(TextOutput out) {
        if (plan.isEmpty() && plan.pending().isEmpty() && output != Output.SQL) {
            out.line("nothing to do");
            return;
        }
        PlanSql.lines(plan, schema).forEach(out::line);
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("schema", schema);
        json.writeArrayFieldStart("plan");
        for (Step step : plan.steps()) {
            write(json, step);
        }
        json.writeEndArray();
        pending(json, plan.pending());
        json.writeEndObject();
    }

    /** Writes the field {@code pending}, which several results share. */
    static void pending(JsonGenerator json, List<Pending> items) throws IOException {
        json.writeArrayFieldStart("pending");
        for (Pending item : items) {
            json.writeStartObject();
            json.writeStringField("id", item.id());
            json.writeStringField("what", item.what());
            json.writeStringField("next", item.next());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void write(JsonGenerator json, Step step) throws IOException {
        json.writeStartObject();
        json.writeStringField("step", step.stage().id());
        json.writeStringField("change", ChangeText.of(step.change()));
        json.writeStringField("locks", PlanText.locks(step));
        json.writeStringField("transaction", step.scope().name().toLowerCase(Locale.ROOT));
        json.writeArrayFieldStart("hazards");
        for (Hazard hazard : step.hazards()) {
            json.writeString(hazard.id());
        }
        json.writeEndArray();
        json.writeArrayFieldStart("sql");
        for (String statement : ChangeSql.render(step.change())) {
            json.writeString(statement);
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
