package exo.db.model;

import static exo.db.model.TableDeclaration.catalogue;
import static exo.db.model.TableDeclaration.table;

import exo.db.schema.ForeignKey.OnDelete;
import exo.db.schema.Index.Uniqueness;
import exo.db.schema.Table;
import java.util.List;

/** Deployments and what runs in them. */
final class DeploymentTables {
    private DeploymentTables() {}

    static List<Table> all() {
        return List.of(
                deployments(),
                retentionHolds(),
                deploymentTokens(),
                runtimeStatuses(),
                toolStatuses(),
                toolPermissions(),
                agentWebhooks(),
                memoryRefs(),
                contextSummaries(),
                sessions());
    }

    /** No index on {@code last_heartbeat_at} on purpose: heartbeats stay heap-only updates. */
    private static Table deployments() {
        return catalogue("deployments")
                .emptyText("cluster_id")
                .text("status")
                .notNull()
                .defaultsTo("'pending'::text")
                .oneOf("pending", "healthy", "degraded", "offline")
                .time("last_heartbeat_at")
                .time("connected_at")
                .emptyText("operator_version")
                .text("transport")
                .notNull()
                .defaultsTo("'ws'::text")
                .oneOf("ws", "http")
                .number("retention_days")
                .between(1, 3650)
                .done();
    }

    private static Table retentionHolds() {
        return table("retention_holds")
                .uuid("deployment_id")
                .notNull()
                .references("deployments", OnDelete.RESTRICT)
                .unique()
                .text("reason")
                .notNull()
                .text("placed_by")
                .notNull()
                .done();
    }

    private static Table deploymentTokens() {
        return table("deployment_tokens")
                .uuid("deployment_id")
                .notNull()
                .references("deployments", OnDelete.CASCADE)
                .indexed()
                .bytes("token_hash")
                .notNull()
                .unique()
                .text("token_prefix")
                .notNull()
                .moment("issued_at")
                .time("last_used_at")
                .time("revoked_at")
                .done();
    }

    private static Table runtimeStatuses() {
        return ofDeployment("runtime_statuses")
                .text("kind")
                .notNull()
                .text("namespace")
                .notNull()
                .text("name")
                .notNull()
                .emptyText("uid")
                .emptyText("phase")
                .flag("ready")
                .defaultsTo("false")
                .array("conditions")
                .emptyText("resource_version")
                .moment("observed_at")
                .unique("deployment_id", "kind", "namespace", "name")
                .done();
    }

    private static Table toolStatuses() {
        return ofDeployment("tool_statuses")
                .text("namespace")
                .notNull()
                .text("name")
                .notNull()
                .text("type")
                .notNull()
                .emptyText("phase")
                .encrypted("config")
                .encrypted("status")
                .moment("observed_at")
                .unique("deployment_id", "namespace", "name")
                .done();
    }

    private static Table toolPermissions() {
        return ofDeployment("tool_permissions")
                .text("tool_namespace")
                .notNull()
                .text("tool_name")
                .notNull()
                .encrypted("policy")
                .unique("deployment_id", "tool_namespace", "tool_name")
                .done();
    }

    private static Table agentWebhooks() {
        return ofDeployment("agent_webhooks")
                .indexed()
                .text("agent_namespace")
                .notNull()
                .text("agent_name")
                .notNull()
                .bytes("token_hash")
                .notNull()
                .unique()
                .text("token_prefix")
                .notNull()
                .flag("enabled")
                .time("last_triggered_at")
                .done();
    }

    private static Table memoryRefs() {
        return ofDeployment("memory_refs")
                .text("agent_group")
                .notNull()
                .text("key")
                .notNull()
                .text("uri")
                .notNull()
                .unique("deployment_id", "agent_group", "key")
                .done();
    }

    private static Table contextSummaries() {
        return ofDeployment("context_summaries")
                .text("agent_namespace")
                .notNull()
                .text("agent_name")
                .notNull()
                .encrypted("summary")
                .index("deployment_id", "created_at")
                .done();
    }

    private static Table sessions() {
        return table("sessions")
                .uuid("tenant_id")
                .notNull()
                .references("tenants", OnDelete.CASCADE)
                .uuid("deployment_id")
                .notNull()
                .references("deployments", OnDelete.CASCADE)
                .uuid("user_id")
                .references("users", OnDelete.SET_NULL)
                .indexed()
                .text("kind")
                .notNull()
                .oneOf("shell", "run", "tool")
                .emptyText("agent_namespace")
                .emptyText("agent_name")
                .emptyText("grant_id")
                .text("status")
                .notNull()
                .defaultsTo("'open'::text")
                .oneOf("open", "closed", "failed")
                .moment("started_at")
                .time("ended_at")
                .number("last_seq")
                .notNull()
                .defaultsTo("0")
                .text("cast_path")
                .number("cast_bytes")
                .flag("cast_truncated")
                .defaultsTo("false")
                .index("tenant_id", "started_at")
                .index("deployment_id", "started_at")
                .add("idx_sessions_open", Uniqueness.PLAIN, "(status = 'open'::text)", "deployment_id")
                .uniqueWhere("(cast_path IS NOT NULL)", "cast_path")
                .done();
    }

    private static TableDeclaration ofDeployment(String name) {
        return table(name).uuid("deployment_id").notNull().references("deployments", OnDelete.CASCADE);
    }
}
