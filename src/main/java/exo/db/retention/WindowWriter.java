package exo.db.retention;

import exo.db.database.Session;
import exo.db.retention.WindowChange.Subject;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

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
                record(
                        session,
                        change,
                        new Entry(one.tenant(), action, "deployment", one.id().toString()));
            }
            case Subject.Default everyone -> {
                int changed = session.sql().execute(RetentionQueries.SET_DEFAULT, change.own(), change.ownBefore());
                require(changed, "the default window");
                record(session, change, new Entry(null, "retention.default.set", "maintenance_settings", "1"));
            }
        }
    }

    private static void require(int changed, String window) {
        if (changed == 0) {
            throw new WindowChangedElsewhere(window);
        }
    }

    private static void record(Session session, WindowChange change, Entry entry) {
        session.sql()
                .execute(
                        RetentionQueries.AUDIT,
                        entry.tenant(),
                        entry.action(),
                        entry.resourceType(),
                        entry.resource(),
                        change.ownBefore(),
                        change.own());
    }

    /** What an audit event says of the object. */
    private record Entry(@Nullable UUID tenant, String action, String resourceType, String resource) {}
}
