package exo.db.migrate;

import exo.db.engine.JsonText;
import exo.db.failure.ExoException;
import exo.db.schema.Pending;

/** What of a boot is kept in {@code maintenance_runs}. */
final class MigrateRecord {
    private MigrateRecord() {}

    static String of(MigrateReport report) {
        return JsonText.of(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("steps");
            for (MigrateReport.StageReport stage : report.stages()) {
                json.writeStartObject();
                json.writeStringField("step", stage.stage().id());
                json.writeNumberField("changes", stage.changes());
                json.writeNumberField("ms", stage.duration().toMillis());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeArrayFieldStart("pending");
            for (Pending item : report.pending()) {
                json.writeString(item.id() + ": " + item.what());
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    static String of(RuntimeException failure) {
        return JsonText.of(json -> {
            json.writeStartObject();
            if (failure instanceof ExoException known) {
                json.writeStringField("error", known.id());
                json.writeStringField("what", known.what());
                json.writeStringField("why", known.why());
            } else {
                json.writeStringField("error", "bug");
                json.writeStringField("what", failure.getClass().getName());
            }
            json.writeEndObject();
        });
    }
}
