package exo.db.render;

import com.fasterxml.jackson.core.JsonGenerator;
import exo.db.render.WindowChangeRendering.Moment;
import exo.db.retention.DeploymentWindow;
import exo.db.retention.HoldPlacement;
import exo.db.retention.HoldService;
import exo.db.retention.PlacedHold;
import java.io.IOException;

/** A hold that was placed, or would be. */
public record HoldPlacementRendering(HoldPlacement placement, Moment moment) implements Rendering {
    @Override
    public void text(TextOutput out) {
        DeploymentWindow one = placement.deployment();
        PlacedHold hold = one.hold();
        String name = "deployment " + one.name() + " (" + one.id() + ")";
        if (hold != null) {
            out.line("nothing to do: " + name + " is held " + OneLine.of(HoldService.words(hold)));
            return;
        }
        out.line(name + (moment == Moment.BEFORE ? " would be" : " is now") + " held by "
                + OneLine.of(placement.placedBy()) + ": " + OneLine.of(placement.reason()));
        out.line(
                "nothing of it is deleted, nor the deployment itself, until: exo-db-cli retention release " + one.id());
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        PlacedHold hold = placement.deployment().hold();
        json.writeStartObject();
        json.writeStringField("deployment", placement.deployment().id().toString());
        json.writeStringField("reason", placement.reason());
        json.writeStringField("placed_by", hold == null ? placement.placedBy() : hold.placedBy());
        json.writeBooleanField("changed", hold == null);
        json.writeEndObject();
    }
}
