package exo.db.render;

import com.fasterxml.jackson.core.JsonGenerator;
import exo.db.database.ServerFacts;
import exo.db.engine.PendingJson;
import exo.db.failure.Word;
import exo.db.migrate.MigrateReport;
import exo.db.migrate.MigrateReport.StageReport;
import java.io.IOException;
import java.util.Locale;

/** What a boot did. */
public record MigrateRendering(MigrateReport report, ServerFacts server) implements Rendering {
    /** What an operator should know who runs an older release than the one before. */
    public static final String NEWER =
            "the schema was migrated by a newer release; it was left alone, and holds all that this release needs";

    /** One documented step, as told while the boot goes on. */
    public static String line(StageReport stage) {
        String changes = stage.changes() == 0
                ? "nothing to do"
                : stage.changes() == 1 ? "1 change" : stage.changes() + " changes";
        return String.format(
                Locale.ROOT,
                "%d/6 %-24s %-14s %s",
                stage.stage().number(),
                stage.stage().title(),
                changes,
                PlanText.duration(stage.duration()));
    }

    @Override
    public void text(TextOutput out) {
        String where = "database \"" + server.database() + "\", schema \"" + server.schema() + "\" on " + server.host()
                + ":" + server.port();
        String left = report.pending().isEmpty() ? "" : ", " + report.pending().size() + " left out (see the warnings)";
        out.line(outcome() + ": " + where + left);
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("outcome", Word.of(report.outcome()));
        json.writeArrayFieldStart("steps");
        for (StageReport stage : report.stages()) {
            json.writeStartObject();
            json.writeStringField("step", stage.stage().id());
            json.writeNumberField("changes", stage.changes());
            json.writeNumberField("ms", stage.duration().toMillis());
            json.writeEndObject();
        }
        json.writeEndArray();
        PendingJson.write(json, report.pending());
        json.writeArrayFieldStart("warnings");
        if (report.outcome() == MigrateReport.Outcome.NEWER_SCHEMA) {
            json.writeString(NEWER);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private String outcome() {
        return switch (report.outcome()) {
            case NOTHING_TO_DO -> "nothing to do";
            case MIGRATED -> "migrated";
            case NEWER_SCHEMA -> "schema of a newer release left alone";
        };
    }
}
