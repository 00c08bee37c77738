package exo.db.engine;

import exo.db.schema.Step;
import java.util.List;

/** A step and its statements, which are made once and both sent and written down. */
record RenderedStep(Step step, List<String> statements) {
    RenderedStep {
        statements = List.copyOf(statements);
    }

    static RenderedStep of(Step step) {
        return new RenderedStep(step, ChangeSql.render(step.change()));
    }

    static List<RenderedStep> of(List<Step> steps) {
        return steps.stream().map(RenderedStep::of).toList();
    }
}
