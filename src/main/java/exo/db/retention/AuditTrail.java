package exo.db.retention;

import exo.db.database.Session;
import exo.db.engine.JsonText;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes to {@code audit_events} what somebody changed with this tool. Belongs in the transaction of the change. */
final class AuditTrail {
    private AuditTrail() {}

    /** What was done to what; the tenant is null where the object is of all tenants, or its deployment is gone. */
    record Entry(@Nullable UUID tenant, String action, String resourceType, String resource) {
        /** An entry about a deployment. */
        static Entry of(@Nullable UUID tenant, String action, UUID deployment) {
            return new Entry(tenant, action, "deployment", deployment.toString());
        }
    }

    /** @param metadata writes one JSON object */
    static void write(Session session, Entry entry, JsonText.Body metadata) {
        session.sql()
                .execute(
                        RetentionQueries.AUDIT,
                        entry.tenant(),
                        entry.action(),
                        entry.resourceType(),
                        entry.resource(),
                        JsonText.of(metadata));
    }
}
