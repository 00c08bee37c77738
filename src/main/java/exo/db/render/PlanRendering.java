package exo.db.render;

import com.fasterxml.jackson.core.JsonGenerator;
import exo.db.schema.Plan;
import java.io.IOException;

/**
 * A plan before it runs: what will be done, who waits for it, and what is left out.
 *
 * @param schema the schema that the plan is for
 */
public record PlanRendering(Plan plan, String schema, Output output) implements Rendering {
    @Override
    public void text(TextOutput out) {
        if (output == Output.SQL) {
            PlanSql.lines(plan, schema).forEach(out::line);
        } else {
            new PlanPage(out).show(plan);
        }
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        PlanJson.write(json, plan, schema);
    }
}
