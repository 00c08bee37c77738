package exo.db.render;

import com.fasterxml.jackson.core.JsonGenerator;
import exo.db.schema.Drift;
import exo.db.schema.Plan;
import java.io.IOException;
import java.util.List;

/**
 * A plan before it runs: what will be done, who waits for it, and what is left out.
 *
 * @param drift what is left as it is, where the plan is one for the schema
 * @param schema the schema that the plan is for
 */
public record PlanRendering(Plan plan, List<Drift> drift, String schema, Output output) implements Rendering {
    public PlanRendering {
        drift = List.copyOf(drift);
    }

    /** A plan that is not about definitions. */
    public PlanRendering(Plan plan, String schema, Output output) {
        this(plan, List.of(), schema, output);
    }

    @Override
    public void text(TextOutput out) {
        if (output == Output.SQL) {
            PlanSql.lines(plan, schema).forEach(out::line);
        } else {
            new PlanPage(out).show(plan, drift);
        }
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        PlanJson.write(json, plan, drift, schema);
    }
}
