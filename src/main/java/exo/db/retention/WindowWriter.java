package exo.db.retention;

import com.fasterxml.jackson.core.JsonGenerator;
import exo.db.database.Session;
import exo.db.retention.AuditTrail.Entry;
import exo.db.retention.WindowChange.Subject;
import java.io.IOException;

/** Stores a window and the record of it. Belongs in a transaction. */
final class WindowWriter {
    private WindowWriter() {}

    static void write(Session session, WindowChange change) {
        switch (change.subject()) {
            case Subject.Deployment one -> {
                int changed =
                        session.sql().execute(RetentionQueries.SET_OWN, change.own(), one.id(), change.ownBefore());
                require(changed, "the window of deployment " + one.name());
                String action = change.own() == null ? "deployment.retention.unset" : "deployment.retention.set";
                AuditTrail.write(session, Entry.of(one.tenant(), action, one.id()), json -> write(json, change));
            }
            case Subject.Default everyone -> {
                int changed = session.sql().execute(RetentionQueries.SET_DEFAULT, change.own(), change.ownBefore());
                require(changed, "the default window");
                Entry entry = new Entry(null, "retention.default.set", "maintenance_settings", "1");
                AuditTrail.write(session, entry, json -> write(json, change));
            }
        }
    }

    private static void require(int changed, String window) {
        if (changed == 0) {
            throw new WindowChangedElsewhere(window);
        }
    }

    private static void write(JsonGenerator json, WindowChange change) throws IOException {
        json.writeStartObject();
        json.writeObjectField("old", change.ownBefore());
        json.writeObjectField("new", change.own());
        json.writeEndObject();
    }
}
