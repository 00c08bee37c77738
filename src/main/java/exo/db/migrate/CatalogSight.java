package exo.db.migrate;

import exo.db.database.Session;
import exo.db.schema.SchemaSnapshot;
import org.jspecify.annotations.Nullable;

/** What a run sees of the catalog, read again only where the run itself may have changed it. Not thread-safe. */
final class CatalogSight {
    private final SchemaLooker looker;
    private final Session session;
    private @Nullable SchemaSnapshot seen;

    CatalogSight(SchemaLooker looker, Session session) {
        this.looker = looker;
        this.session = session;
    }

    /** @throws exo.db.engine.TableLocked when somebody holds one of the tables exclusively */
    SchemaSnapshot now() {
        SchemaSnapshot found = seen;
        if (found == null) {
            found = looker.snapshot(session);
            seen = found;
        }
        return found;
    }

    /** What was seen may not be so any more. */
    void changed() {
        seen = null;
    }
}
