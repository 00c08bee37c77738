package exo.db.render;

import com.fasterxml.jackson.core.JsonGenerator;
import exo.db.engine.PendingJson;
import exo.db.schema.ChangeText;
import exo.db.schema.Pending;
import exo.db.schema.Plan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What came of a plan that was applied.
 *
 * @param deferred the steps of it that had to be left for another time
 */
public record PlanOutcomeRendering(Plan plan, List<Pending> deferred) implements Rendering {
    public PlanOutcomeRendering {
        deferred = List.copyOf(deferred);
    }

    /** The steps of a plan in words. */
    public static List<String> changes(Plan plan) {
        return plan.steps().stream().map(step -> ChangeText.of(step.change())).toList();
    }

    @Override
    public void text(TextOutput out) {
        int done = plan.steps().size() - deferred.size();
        String left = plan.pending().isEmpty() && deferred.isEmpty()
                ? ""
                : ", " + (plan.pending().size() + deferred.size()) + " left out (see the warnings)";
        out.line((plan.isEmpty()
                        ? "nothing to do"
                        : done == 0 ? "nothing done" : done == 1 ? "1 change" : done + " changes")
                + left);
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        json.writeStartObject();
        fields(json);
        json.writeEndObject();
    }

    /** The fields of the object, for one that has more. */
    void fields(JsonGenerator json) throws IOException {
        json.writeStringField("outcome", outcome());
        json.writeArrayFieldStart("planned");
        for (String change : changes(plan)) {
            json.writeString(change);
        }
        json.writeEndArray();
        List<Pending> left = new ArrayList<>(plan.pending());
        left.addAll(deferred);
        PendingJson.write(json, left);
    }

    private String outcome() {
        if (!deferred.isEmpty()) {
            return "deferred";
        }
        return plan.isEmpty() ? "nothing-to-do" : "done";
    }
}
