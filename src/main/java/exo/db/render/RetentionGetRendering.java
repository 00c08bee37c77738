package exo.db.render;

import com.fasterxml.jackson.core.JsonGenerator;
import exo.db.retention.DeploymentWindow;
import exo.db.retention.HoldService;
import exo.db.retention.PlacedHold;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One deployment's window. */
public record RetentionGetRendering(DeploymentWindow window) implements Rendering {
    @Override
    public void text(TextOutput out) {
        String source = window.ownDays() == null ? "the default" : "its own";
        out.line("deployment " + window.name() + " (" + window.id() + "): " + window.days() + " days, " + source
                + held(window.hold())
                + (window.deletedAt() == null ? "" : "; deleted " + window.deletedAt()));
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        write(json, window);
    }

    /** Writes one object, which the list shares. */
    static void write(JsonGenerator json, DeploymentWindow window) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", window.id().toString());
        json.writeStringField("tenant", window.tenant().toString());
        json.writeStringField("name", window.name());
        Long own = window.ownDays();
        if (own == null) {
            json.writeNullField("own_days");
        } else {
            json.writeNumberField("own_days", own);
        }
        json.writeNumberField("days", window.days());
        json.writeBooleanField("held", window.held());
        write(json, window.hold());
        Instant deleted = window.deletedAt();
        json.writeStringField("deleted_at", deleted == null ? null : deleted.toString());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, @Nullable PlacedHold hold) throws IOException {
        if (hold == null) {
            json.writeNullField("hold");
            return;
        }
        json.writeObjectFieldStart("hold");
        json.writeStringField("reason", hold.reason());
        json.writeStringField("placed_by", hold.placedBy());
        json.writeStringField("since", hold.since().toString());
        json.writeEndObject();
    }

    private static String held(@Nullable PlacedHold hold) {
        return hold == null ? "" : "; held " + OneLine.of(HoldService.words(hold)) + "; nothing of it expires";
    }
}
