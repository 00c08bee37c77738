package exo.db.render;

import com.fasterxml.jackson.core.JsonGenerator;
import exo.db.schema.Pending;
import exo.db.schema.Plan;
import java.io.IOException;
import java.util.List;

/**
 * What came of a change of the keys.
 *
 * @param rootFingerprint of the root key that the change was made with
 */
public record KeyringChangeRendering(Plan plan, List<Pending> deferred, String rootFingerprint, Words words)
        implements Rendering {
    public KeyringChangeRendering {
        deferred = List.copyOf(deferred);
    }

    /**
     * What is said of it.
     *
     * @param done when it was made
     * @param unneeded when nothing was to be changed
     * @param next what is to follow; empty where nothing is
     */
    public record Words(String done, String unneeded, String next) {}

    @Override
    public void text(TextOutput out) {
        if (!deferred.isEmpty()) {
            new PlanOutcomeRendering(plan, deferred).text(out);
            return;
        }
        out.line(plan.isEmpty() ? words.unneeded() : words.done());
        if (!words.next().isEmpty()) {
            out.line("  next: " + words.next());
        }
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        json.writeStartObject();
        new PlanOutcomeRendering(plan, deferred).fields(json);
        json.writeStringField("root_key_fingerprint", rootFingerprint);
        json.writeStringField("next", deferred.isEmpty() ? words.next() : "");
        json.writeEndObject();
    }
}
