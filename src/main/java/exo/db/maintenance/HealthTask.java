package exo.db.maintenance;

import exo.db.database.Session;
import exo.db.engine.CatalogReader;
import exo.db.engine.JsonText;
import exo.db.schema.DeclaredSchema;
import exo.db.schema.Pending;
import exo.db.schema.SchemaFingerprint;
import exo.db.schema.SchemaSnapshot;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Checks every hour that the root key opens the keyring and that the schema is what was declared. */
public final class HealthTask implements MaintenanceTask {
    private final DeclaredSchema declared;
    private final Consumer<Session> keyring;

    /** @param keyring opens the keyring with the root key, and throws when that fails */
    public HealthTask(DeclaredSchema declared, Consumer<Session> keyring) {
        this.declared = declared;
        this.keyring = keyring;
    }

    @Override
    public TaskName name() {
        return TaskName.HEALTH;
    }

    @Override
    public TaskReport runOnce(Session session, BooleanSupplier stop) {
        keyring.accept(session);
        SchemaSnapshot snapshot = CatalogReader.snapshot(session, declared);
        boolean asDeclared = SchemaFingerprint.of(declared, snapshot).equals(SchemaFingerprint.of(declared));
        return asDeclared
                ? new TaskReport(TaskReport.Outcome.DONE, "key and schema are right", json("as-declared"), List.of())
                : new TaskReport(
                        TaskReport.Outcome.FAILED,
                        "the key is right, the schema is not",
                        json("drifted"),
                        List.of(new Pending(
                                "schema.drift",
                                "the schema is not what this release declares",
                                "exo-db-cli migrate --dry-run shows the difference")));
    }

    private static String json(String schema) {
        return JsonText.of(generator -> {
            generator.writeStartObject();
            generator.writeStringField("key", "opens");
            generator.writeStringField("schema", schema);
            generator.writeEndObject();
        });
    }
}
