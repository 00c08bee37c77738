package exo.db.render;

import com.fasterxml.jackson.core.JsonGenerator;
import exo.db.retention.DeploymentWindow;
import exo.db.retention.HoldService;
import exo.db.retention.PlacedHold;
import exo.db.retention.RetentionOverview;
import java.io.IOException;

/** The windows of all deployments. */
public record RetentionListRendering(RetentionOverview overview) implements Rendering {
    @Override
    public void text(TextOutput out) {
        out.line("default: " + PlanText.count(overview.defaultDays(), "day")
                + (overview.auditFloorDays() == 0
                        ? "; audit events the same"
                        : "; audit events are kept for at least " + PlanText.count(overview.auditFloorDays(), "day")));
        if (overview.deployments().isEmpty()) {
            return;
        }
        TextTable table = new TextTable("DEPLOYMENT", "ID", "TENANT", "DAYS", "WINDOW", "STATE");
        for (DeploymentWindow window : overview.deployments()) {
            table.row(
                    window.name(),
                    window.id(),
                    window.tenantSlug(),
                    window.days(),
                    window.ownDays() == null ? "default" : "own",
                    state(window));
        }
        out.table(table);
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeNumberField("default_days", overview.defaultDays());
        json.writeNumberField("audit_floor_days", overview.auditFloorDays());
        json.writeArrayFieldStart("deployments");
        for (DeploymentWindow window : overview.deployments()) {
            RetentionGetRendering.write(json, window);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static String state(DeploymentWindow window) {
        String deleted = window.deletedAt() == null ? "" : "deleted";
        PlacedHold hold = window.hold();
        if (hold == null) {
            return deleted;
        }
        return (deleted.isEmpty() ? "" : deleted + ", ") + "held " + OneLine.of(HoldService.words(hold));
    }
}
