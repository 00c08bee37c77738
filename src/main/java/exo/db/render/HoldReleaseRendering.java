package exo.db.render;

import com.fasterxml.jackson.core.JsonGenerator;
import exo.db.render.WindowChangeRendering.Moment;
import exo.db.retention.DeploymentWindow;
import exo.db.retention.HoldRelease;
import exo.db.retention.HoldService;
import exo.db.retention.PlacedHold;
import exo.db.retention.WindowChange.Effective;
import java.io.IOException;

/** A hold that was released, or would be. */
public record HoldReleaseRendering(HoldRelease release, Moment moment) implements Rendering {
    /** The release and what expires by it, as one sentence without a full stop. */
    public static String sentence(HoldRelease release) {
        return name(release.deployment()) + " is held no longer" + was(release) + ": " + expiring(release);
    }

    @Override
    public void text(TextOutput out) {
        DeploymentWindow one = release.deployment();
        if (release.isEmpty()) {
            out.line("nothing to do: " + name(one) + " is not held");
            return;
        }
        out.line(name(one) + (moment == Moment.BEFORE ? " would be" : " is") + " held no longer" + was(release));
        out.line(expiring(release));
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("deployment", release.deployment().id().toString());
        json.writeBooleanField("changed", !release.isEmpty());
        json.writeNumberField("days", release.deployment().days());
        json.writeStringField("effective", Effective.NEXT_RUN.words());
        ExpiringText.write(json, release.expiring());
        json.writeEndObject();
    }

    private static String name(DeploymentWindow one) {
        return "deployment " + one.name() + " (" + one.id() + ")";
    }

    private static String was(HoldRelease release) {
        PlacedHold hold = release.deployment().hold();
        return hold == null ? "" : ", was held " + OneLine.of(HoldService.words(hold));
    }

    private static String expiring(HoldRelease release) {
        return ExpiringText.of(release.expiring(), Effective.NEXT_RUN.words());
    }
}
