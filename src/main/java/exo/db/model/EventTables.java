package exo.db.model;

import static exo.db.model.TableDeclaration.monthly;

import exo.db.schema.ColumnType;
import exo.db.schema.Table;
import java.util.List;

/**
 * The tables that grow without end, partitioned by month of {@code created_at} in UTC.
 *
 * <p>No foreign keys on purpose: an insert must not lock its parents, and rows whose deployment is gone are removed by
 * retention.
 */
final class EventTables {
    private EventTables() {}

    static List<Table> all() {
        return List.of(sessionEvents(), auditEvents());
    }

    private static Table sessionEvents() {
        return monthly("session_events")
                .uuid("session_id")
                .notNull()
                .uuid("tenant_id")
                .notNull()
                .uuid("deployment_id")
                .notNull()
                .number("seq")
                .notNull()
                .moment("occurred_at")
                .text("type")
                .notNull()
                .encrypted("payload")
                .index("deployment_id", "created_at")
                .index("session_id", "seq")
                .done();
    }

    private static Table auditEvents() {
        return monthly("audit_events")
                .uuid("tenant_id")
                .uuid("deployment_id")
                .text("actor_type")
                .notNull()
                .oneOf("user", "deployment", "webhook", "scim", "system")
                .emptyText("actor_id")
                .emptyText("actor_name")
                .text("action")
                .notNull()
                .emptyText("resource_type")
                .emptyText("resource_id")
                .text("outcome")
                .notNull()
                .defaultsTo("'success'::text")
                .oneOf("success", "failure", "denied")
                .column("ip", ColumnType.INET)
                .emptyText("user_agent")
                .object("metadata")
                .index("tenant_id", "created_at")
                .index("deployment_id", "created_at")
                .done();
    }
}
