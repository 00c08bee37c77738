package exo.db.render;

import com.fasterxml.jackson.core.JsonGenerator;
import exo.db.schema.Foresight;
import exo.db.schema.Plan;
import java.io.IOException;

/**
 * A plan before it runs: what will be done, who waits for it, and what is left out.
 *
 * @param schema the schema that the plan is for
 */
public record PlanRendering(Foresight foresight, String schema, Output output) implements Rendering {
    /** A plan that is not about definitions. */
    public PlanRendering(Plan plan, String schema, Output output) {
        this(Foresight.of(plan), schema, output);
    }

    @Override
    public void text(TextOutput out) {
        if (output == Output.SQL) {
            PlanSql.lines(foresight.plan(), schema).forEach(out::verbatim);
        } else {
            new PlanPage(out).show(foresight);
        }
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        PlanJson.write(json, foresight, schema);
    }
}
