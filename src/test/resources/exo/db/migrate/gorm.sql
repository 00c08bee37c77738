-- What AutoMigrate of GORM 1.31 makes of models of the same tables, as it wrote it: indexes in reverse order, keys named
-- after has-many relations, times that may be NULL, JSON defaults as literals, a unique constraint, bigserial for an
-- identity, a shortened text, a Go int32, a comment, and no word of what its models do not say: some checks, some
-- cascades, some predicates of indexes.

CREATE TABLE "tenants" (
    "id" uuid DEFAULT gen_random_uuid(),
    "created_at" timestamptz,
    "updated_at" timestamptz,
    "deleted_at" timestamptz,
    "name" text NOT NULL,
    "slug" text NOT NULL,
    "settings" jsonb NOT NULL DEFAULT '{}',
    "jwt_expiry_seconds" bigint,
    PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX IF NOT EXISTS "idx_tenants_slug" ON "tenants" ("slug") WHERE deleted_at IS NULL;
CREATE INDEX IF NOT EXISTS "idx_tenants_deleted_at" ON "tenants" ("deleted_at");

CREATE TABLE "roles" (
    "id" uuid DEFAULT gen_random_uuid(),
    "created_at" timestamptz,
    "updated_at" timestamptz,
    "tenant_id" uuid NOT NULL,
    "name" text NOT NULL,
    "description" text NOT NULL DEFAULT '',
    "is_system" boolean NOT NULL DEFAULT false,
    PRIMARY KEY ("id"),
    CONSTRAINT "fk_roles_tenant" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id")
);
CREATE UNIQUE INDEX IF NOT EXISTS "idx_roles_tenant_id_name" ON "roles" ("tenant_id","name");

CREATE TABLE "permissions" (
    "id" uuid DEFAULT gen_random_uuid(),
    "created_at" timestamptz,
    "updated_at" timestamptz,
    "tenant_id" uuid,
    "key" text NOT NULL,
    "description" text NOT NULL DEFAULT '',
    PRIMARY KEY ("id"),
    CONSTRAINT "fk_permissions_tenant" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX IF NOT EXISTS "idx_permissions_tenant_id_key" ON "permissions" ("tenant_id","key");

CREATE TABLE "role_permissions" (
    "created_at" timestamptz,
    "role_id" uuid,
    "permission_id" uuid,
    PRIMARY KEY ("role_id","permission_id"),
    CONSTRAINT "fk_role_permissions_role" FOREIGN KEY ("role_id") REFERENCES "roles"("id") ON DELETE CASCADE,
    CONSTRAINT "fk_role_permissions_permission" FOREIGN KEY ("permission_id") REFERENCES "permissions"("id") ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS "idx_role_permissions_permission_id" ON "role_permissions" ("permission_id");

CREATE TABLE "teams" (
    "id" uuid DEFAULT gen_random_uuid(),
    "created_at" timestamptz,
    "updated_at" timestamptz,
    "deleted_at" timestamptz,
    "tenant_id" uuid NOT NULL,
    "name" text NOT NULL,
    PRIMARY KEY ("id"),
    CONSTRAINT "fk_tenants_teams" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS "idx_teams_tenant_id" ON "teams" ("tenant_id");
CREATE UNIQUE INDEX IF NOT EXISTS "idx_teams_tenant_id_name" ON "teams" ("tenant_id","name");
CREATE INDEX IF NOT EXISTS "idx_teams_deleted_at" ON "teams" ("deleted_at");

CREATE TABLE "identity_providers" (
    "id" uuid DEFAULT gen_random_uuid(),
    "created_at" timestamptz,
    "updated_at" timestamptz,
    "deleted_at" timestamptz,
    "tenant_id" uuid NOT NULL,
    "name" text NOT NULL,
    "protocol" text NOT NULL,
    "issuer" text NOT NULL DEFAULT '',
    "client_id" text NOT NULL DEFAULT '',
    "secrets" text,
    "enabled" boolean NOT NULL,
    "scim_enabled" boolean NOT NULL DEFAULT false,
    "scim_token_hash" bytea,
    "scim_token_prefix" text,
    PRIMARY KEY ("id"),
    CONSTRAINT "fk_identity_providers_tenant" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE,
    CONSTRAINT "chk_identity_providers_protocol" CHECK (protocol in ('saml', 'oidc'))
);
CREATE UNIQUE INDEX IF NOT EXISTS "idx_identity_providers_scim_token_hash" ON "identity_providers" ("scim_token_hash");
CREATE INDEX IF NOT EXISTS "idx_identity_providers_tenant_id" ON "identity_providers" ("tenant_id");
CREATE UNIQUE INDEX IF NOT EXISTS "idx_identity_providers_tenant_id_name" ON "identity_providers" ("tenant_id","name") WHERE deleted_at IS NULL;
CREATE INDEX IF NOT EXISTS "idx_identity_providers_deleted_at" ON "identity_providers" ("deleted_at");

CREATE TABLE "users" (
    "id" uuid DEFAULT gen_random_uuid(),
    "created_at" timestamptz,
    "updated_at" timestamptz,
    "deleted_at" timestamptz,
    "tenant_id" uuid NOT NULL,
    "email" text NOT NULL,
    "name" text DEFAULT '',
    "password_hash" text,
    "status" text NOT NULL DEFAULT 'active',
    "identity_provider_id" uuid,
    "external_id" text,
    "last_login_at" timestamptz,
    "legacy_flags" bigint,
    PRIMARY KEY ("id"),
    CONSTRAINT "fk_users_identity_provider" FOREIGN KEY ("identity_provider_id") REFERENCES "identity_providers"("id") ON DELETE SET NULL,
    CONSTRAINT "fk_users_tenant" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE,
    CONSTRAINT "chk_users_status" CHECK (status in ('active', 'invited', 'suspended'))
);
CREATE UNIQUE INDEX IF NOT EXISTS "idx_users_identity_provider_id_external_id" ON "users" ("identity_provider_id","external_id") WHERE deleted_at IS NULL;
CREATE INDEX IF NOT EXISTS "idx_users_identity_provider_id" ON "users" ("identity_provider_id");
CREATE INDEX IF NOT EXISTS "idx_users_tenant_id" ON "users" ("tenant_id");
CREATE INDEX IF NOT EXISTS "idx_users_deleted_at" ON "users" ("deleted_at");
COMMENT ON COLUMN "users"."password_hash" IS 'bcrypt';

CREATE TABLE "user_tokens" (
    "id" uuid DEFAULT gen_random_uuid(),
    "created_at" timestamptz,
    "updated_at" timestamptz,
    "user_id" uuid NOT NULL,
    "kind" text NOT NULL,
    "name" text NOT NULL DEFAULT '',
    "token_hash" bytea NOT NULL,
    "token_prefix" varchar(16) NOT NULL,
    "expires_at" timestamptz,
    "last_used_at" timestamptz,
    "revoked_at" timestamptz,
    PRIMARY KEY ("id"),
    CONSTRAINT "fk_user_tokens_user" FOREIGN KEY ("user_id") REFERENCES "users"("id")
);
CREATE INDEX IF NOT EXISTS "idx_user_tokens_expires_at" ON "user_tokens" ("expires_at");
CREATE UNIQUE INDEX IF NOT EXISTS "idx_user_tokens_token_hash" ON "user_tokens" ("token_hash");
CREATE INDEX IF NOT EXISTS "idx_user_tokens_user_id" ON "user_tokens" ("user_id");

CREATE TABLE "user_roles" (
    "created_at" timestamptz,
    "user_id" uuid,
    "role_id" uuid,
    PRIMARY KEY ("user_id","role_id"),
    CONSTRAINT "fk_user_roles_role" FOREIGN KEY ("role_id") REFERENCES "roles"("id") ON DELETE CASCADE,
    CONSTRAINT "fk_user_roles_user" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS "idx_user_roles_role_id" ON "user_roles" ("role_id");

CREATE TABLE "team_members" (
    "created_at" timestamptz,
    "team_id" uuid,
    "user_id" uuid,
    PRIMARY KEY ("team_id","user_id"),
    CONSTRAINT "fk_team_members_team" FOREIGN KEY ("team_id") REFERENCES "teams"("id") ON DELETE CASCADE,
    CONSTRAINT "fk_team_members_user" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS "idx_team_members_user_id" ON "team_members" ("user_id");

CREATE TABLE "idp_groups" (
    "id" uuid DEFAULT gen_random_uuid(),
    "created_at" timestamptz,
    "updated_at" timestamptz,
    "identity_provider_id" uuid NOT NULL,
    "external_id" text NOT NULL,
    "display_name" text NOT NULL DEFAULT '',
    PRIMARY KEY ("id"),
    CONSTRAINT "fk_idp_groups_identity_provider" FOREIGN KEY ("identity_provider_id") REFERENCES "identity_providers"("id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX IF NOT EXISTS "idx_idp_groups_identity_provider_id_external_id" ON "idp_groups" ("identity_provider_id","external_id");

CREATE TABLE "idp_group_members" (
    "created_at" timestamptz,
    "idp_group_id" uuid,
    "user_id" uuid,
    PRIMARY KEY ("idp_group_id","user_id"),
    CONSTRAINT "fk_idp_group_members_idp_group" FOREIGN KEY ("idp_group_id") REFERENCES "idp_groups"("id") ON DELETE CASCADE,
    CONSTRAINT "fk_idp_group_members_user" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS "idx_idp_group_members_user_id" ON "idp_group_members" ("user_id");

CREATE TABLE "oauth_apps" (
    "id" uuid DEFAULT gen_random_uuid(),
    "created_at" timestamptz,
    "updated_at" timestamptz,
    "deleted_at" timestamptz,
    "tenant_id" uuid NOT NULL,
    "name" text NOT NULL,
    "client_id" text NOT NULL,
    "client_secret" text,
    "redirect_uris" jsonb NOT NULL DEFAULT '[]',
    "scopes" jsonb NOT NULL DEFAULT '[]',
    PRIMARY KEY ("id"),
    CONSTRAINT "fk_oauth_apps_tenant" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE,
    CONSTRAINT "uni_oauth_apps_client_id" UNIQUE ("client_id")
);
CREATE INDEX IF NOT EXISTS "idx_oauth_apps_tenant_id" ON "oauth_apps" ("tenant_id");
CREATE UNIQUE INDEX IF NOT EXISTS "idx_oauth_apps_tenant_id_name" ON "oauth_apps" ("tenant_id","name") WHERE deleted_at IS NULL;
CREATE INDEX IF NOT EXISTS "idx_oauth_apps_deleted_at" ON "oauth_apps" ("deleted_at");

CREATE TABLE "oauth_tokens" (
    "id" uuid DEFAULT gen_random_uuid(),
    "created_at" timestamptz,
    "updated_at" timestamptz,
    "oauth_app_id" uuid NOT NULL,
    "user_id" uuid NOT NULL,
    "kind" text NOT NULL,
    "token_hash" bytea NOT NULL,
    "scopes" jsonb NOT NULL DEFAULT '[]',
    "redirect_uri" text,
    "code_challenge" text,
    "expires_at" timestamptz NOT NULL,
    "revoked_at" timestamptz,
    PRIMARY KEY ("id"),
    CONSTRAINT "fk_oauth_tokens_oauth_app" FOREIGN KEY ("oauth_app_id") REFERENCES "oauth_apps"("id"),
    CONSTRAINT "fk_oauth_tokens_user" FOREIGN KEY ("user_id") REFERENCES "users"("id"),
    CONSTRAINT "chk_oauth_tokens_kind" CHECK (kind in ('code', 'refresh'))
);
CREATE INDEX IF NOT EXISTS "idx_oauth_tokens_expires_at" ON "oauth_tokens" ("expires_at");
CREATE UNIQUE INDEX IF NOT EXISTS "idx_oauth_tokens_token_hash" ON "oauth_tokens" ("token_hash");
CREATE INDEX IF NOT EXISTS "idx_oauth_tokens_user_id" ON "oauth_tokens" ("user_id");
CREATE INDEX IF NOT EXISTS "idx_oauth_tokens_oauth_app_id" ON "oauth_tokens" ("oauth_app_id");

CREATE TABLE "deployments" (
    "id" uuid DEFAULT gen_random_uuid(),
    "created_at" timestamptz,
    "updated_at" timestamptz,
    "deleted_at" timestamptz,
    "tenant_id" uuid NOT NULL,
    "name" text NOT NULL,
    "cluster_id" text NOT NULL DEFAULT '',
    "status" text NOT NULL DEFAULT 'pending',
    "last_heartbeat_at" timestamptz,
    "connected_at" timestamptz,
    "operator_version" text NOT NULL DEFAULT '',
    "transport" text NOT NULL DEFAULT 'ws',
    "retention_days" integer,
    PRIMARY KEY ("id"),
    CONSTRAINT "fk_tenants_deployments" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS "idx_deployments_tenant_id" ON "deployments" ("tenant_id");
CREATE UNIQUE INDEX IF NOT EXISTS "idx_deployments_tenant_id_name" ON "deployments" ("tenant_id","name") WHERE deleted_at IS NULL;
CREATE INDEX IF NOT EXISTS "idx_deployments_deleted_at" ON "deployments" ("deleted_at");

CREATE TABLE "retention_holds" (
    "id" uuid DEFAULT gen_random_uuid(),
    "created_at" timestamptz,
    "updated_at" timestamptz,
    "deployment_id" uuid NOT NULL,
    "reason" text NOT NULL,
    "placed_by" text NOT NULL,
    PRIMARY KEY ("id"),
    CONSTRAINT "fk_retention_holds_deployment" FOREIGN KEY ("deployment_id") REFERENCES "deployments"("id") ON DELETE RESTRICT
);
CREATE UNIQUE INDEX IF NOT EXISTS "idx_retention_holds_deployment_id" ON "retention_holds" ("deployment_id");

CREATE TABLE "deployment_tokens" (
    "id" uuid DEFAULT gen_random_uuid(),
    "created_at" timestamptz,
    "updated_at" timestamptz,
    "deployment_id" uuid NOT NULL,
    "token_hash" bytea NOT NULL,
    "token_prefix" text NOT NULL,
    "issued_at" timestamptz NOT NULL DEFAULT now(),
    "last_used_at" timestamptz,
    "revoked_at" timestamptz,
    PRIMARY KEY ("id"),
    CONSTRAINT "fk_deployment_tokens_deployment" FOREIGN KEY ("deployment_id") REFERENCES "deployments"("id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX IF NOT EXISTS "idx_deployment_tokens_token_hash" ON "deployment_tokens" ("token_hash");
CREATE INDEX IF NOT EXISTS "idx_deployment_tokens_deployment_id" ON "deployment_tokens" ("deployment_id");

CREATE TABLE "runtime_statuses" (
    "id" uuid DEFAULT gen_random_uuid(),
    "created_at" timestamptz,
    "updated_at" timestamptz,
    "deployment_id" uuid NOT NULL,
    "kind" text NOT NULL,
    "namespace" text NOT NULL,
    "name" text NOT NULL,
    "uid" text NOT NULL DEFAULT '',
    "phase" text NOT NULL DEFAULT '',
    "ready" boolean NOT NULL DEFAULT false,
    "conditions" jsonb NOT NULL DEFAULT '[]',
    "resource_version" text NOT NULL DEFAULT '',
    "observed_at" timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    PRIMARY KEY ("id"),
    CONSTRAINT "fk_runtime_statuses_deployment" FOREIGN KEY ("deployment_id") REFERENCES "deployments"("id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX IF NOT EXISTS "idx_runtime_statuses_deployment_id_kind_namespace_name" ON "runtime_statuses" ("deployment_id","kind","namespace","name");

CREATE TABLE "tool_statuses" (
    "id" uuid DEFAULT gen_random_uuid(),
    "created_at" timestamptz,
    "updated_at" timestamptz,
    "deployment_id" uuid NOT NULL,
    "namespace" text NOT NULL,
    "name" text NOT NULL,
    "type" text NOT NULL,
    "phase" text NOT NULL DEFAULT '',
    "config" text,
    "status" text,
    "observed_at" timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    PRIMARY KEY ("id"),
    CONSTRAINT "fk_deployments_tool_statuses" FOREIGN KEY ("deployment_id") REFERENCES "deployments"("id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX IF NOT EXISTS "idx_tool_statuses_deployment_id_namespace_name" ON "tool_statuses" ("deployment_id","namespace","name");

CREATE TABLE "tool_permissions" (
    "id" uuid DEFAULT gen_random_uuid(),
    "created_at" timestamptz,
    "updated_at" timestamptz,
    "deployment_id" uuid NOT NULL,
    "tool_namespace" text NOT NULL,
    "tool_name" text NOT NULL,
    "policy" text,
    PRIMARY KEY ("id"),
    CONSTRAINT "fk_tool_permissions_deployment" FOREIGN KEY ("deployment_id") REFERENCES "deployments"("id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX IF NOT EXISTS "idx_tool_permissions_deployment_id_tool_namespace_tool_name" ON "tool_permissions" ("deployment_id","tool_namespace","tool_name");

CREATE TABLE "agent_webhooks" (
    "id" uuid DEFAULT gen_random_uuid(),
    "created_at" timestamptz,
    "updated_at" timestamptz,
    "deployment_id" uuid NOT NULL,
    "agent_namespace" text NOT NULL,
    "agent_name" text NOT NULL,
    "token_hash" bytea NOT NULL,
    "token_prefix" text NOT NULL,
    "enabled" boolean NOT NULL,
    "last_triggered_at" timestamptz,
    PRIMARY KEY ("id"),
    CONSTRAINT "fk_agent_webhooks_deployment" FOREIGN KEY ("deployment_id") REFERENCES "deployments"("id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX IF NOT EXISTS "idx_agent_webhooks_token_hash" ON "agent_webhooks" ("token_hash");
CREATE INDEX IF NOT EXISTS "idx_agent_webhooks_deployment_id" ON "agent_webhooks" ("deployment_id");

CREATE TABLE "memory_refs" (
    "id" uuid DEFAULT gen_random_uuid(),
    "created_at" timestamptz,
    "updated_at" timestamptz,
    "deployment_id" uuid NOT NULL,
    "agent_group" text NOT NULL,
    "key" text NOT NULL,
    "uri" text NOT NULL,
    PRIMARY KEY ("id"),
    CONSTRAINT "fk_memory_refs_deployment" FOREIGN KEY ("deployment_id") REFERENCES "deployments"("id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX IF NOT EXISTS "idx_memory_refs_deployment_id_agent_group_key" ON "memory_refs" ("deployment_id","agent_group","key");

CREATE TABLE "context_summaries" (
    "id" uuid DEFAULT gen_random_uuid(),
    "created_at" timestamptz,
    "updated_at" timestamptz,
    "deployment_id" uuid NOT NULL,
    "agent_namespace" text NOT NULL,
    "agent_name" text NOT NULL,
    "summary" text,
    PRIMARY KEY ("id"),
    CONSTRAINT "fk_context_summaries_deployment" FOREIGN KEY ("deployment_id") REFERENCES "deployments"("id") ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS "idx_context_summaries_deployment_id_created_at" ON "context_summaries" ("deployment_id");

CREATE TABLE "sessions" (
    "id" uuid DEFAULT gen_random_uuid(),
    "created_at" timestamptz,
    "updated_at" timestamptz,
    "tenant_id" uuid NOT NULL,
    "deployment_id" uuid NOT NULL,
    "user_id" uuid,
    "kind" text NOT NULL,
    "agent_namespace" text NOT NULL DEFAULT '',
    "agent_name" text NOT NULL DEFAULT '',
    "grant_id" text NOT NULL DEFAULT '',
    "status" text NOT NULL DEFAULT 'open',
    "started_at" timestamptz NOT NULL DEFAULT now(),
    "ended_at" timestamptz,
    "last_seq" bigint NOT NULL DEFAULT 0,
    "cast_path" text,
    "cast_bytes" bigint,
    "cast_truncated" boolean NOT NULL DEFAULT false,
    PRIMARY KEY ("id"),
    CONSTRAINT "fk_sessions_deployment" FOREIGN KEY ("deployment_id") REFERENCES "deployments"("id"),
    CONSTRAINT "fk_sessions_user" FOREIGN KEY ("user_id") REFERENCES "users"("id"),
    CONSTRAINT "fk_sessions_tenant" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id")
);
CREATE UNIQUE INDEX IF NOT EXISTS "idx_sessions_cast_path" ON "sessions" ("cast_path") WHERE cast_path IS NOT NULL;
CREATE INDEX IF NOT EXISTS "idx_sessions_user_id" ON "sessions" ("user_id");
CREATE INDEX IF NOT EXISTS "idx_sessions_deployment_id_started_at" ON "sessions" ("deployment_id","started_at");
CREATE INDEX IF NOT EXISTS "idx_sessions_tenant_started" ON "sessions" ("tenant_id","started_at");

CREATE TABLE "integrations" (
    "id" uuid DEFAULT gen_random_uuid(),
    "created_at" timestamptz,
    "updated_at" timestamptz,
    "deleted_at" timestamptz,
    "tenant_id" uuid NOT NULL,
    "name" text NOT NULL,
    "kind" text NOT NULL,
    "credentials" text,
    "enabled" boolean NOT NULL,
    PRIMARY KEY ("id"),
    CONSTRAINT "fk_integrations_tenant" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX IF NOT EXISTS "idx_integrations_tenant_id_name" ON "integrations" ("tenant_id","name") WHERE deleted_at IS NULL;
CREATE INDEX IF NOT EXISTS "idx_integrations_tenant_id" ON "integrations" ("tenant_id");
CREATE INDEX IF NOT EXISTS "idx_integrations_deleted_at" ON "integrations" ("deleted_at");

CREATE TABLE "log_sinks" (
    "id" uuid DEFAULT gen_random_uuid(),
    "created_at" timestamptz,
    "updated_at" timestamptz,
    "deleted_at" timestamptz,
    "tenant_id" uuid NOT NULL,
    "name" text NOT NULL,
    "kind" text NOT NULL,
    "config" text,
    "enabled" boolean NOT NULL,
    PRIMARY KEY ("id"),
    CONSTRAINT "fk_log_sinks_tenant" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX IF NOT EXISTS "idx_log_sinks_tenant_id_name" ON "log_sinks" ("tenant_id","name") WHERE deleted_at IS NULL;
CREATE INDEX IF NOT EXISTS "idx_log_sinks_tenant_id" ON "log_sinks" ("tenant_id");
CREATE INDEX IF NOT EXISTS "idx_log_sinks_deleted_at" ON "log_sinks" ("deleted_at");

CREATE TABLE "model_providers" (
    "id" uuid DEFAULT gen_random_uuid(),
    "created_at" timestamptz,
    "updated_at" timestamptz,
    "deleted_at" timestamptz,
    "tenant_id" uuid NOT NULL,
    "name" text NOT NULL,
    "kind" text NOT NULL,
    "credentials" text,
    "is_default" boolean NOT NULL DEFAULT false,
    PRIMARY KEY ("id"),
    CONSTRAINT "fk_model_providers_tenant" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX IF NOT EXISTS "idx_model_providers_default" ON "model_providers" ("tenant_id") WHERE is_default and deleted_at IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "idx_model_providers_tenant_id_name" ON "model_providers" ("tenant_id","name") WHERE deleted_at IS NULL;
CREATE INDEX IF NOT EXISTS "idx_model_providers_tenant_id" ON "model_providers" ("tenant_id");
CREATE INDEX IF NOT EXISTS "idx_model_providers_deleted_at" ON "model_providers" ("deleted_at");

CREATE TABLE "mcp_servers" (
    "id" uuid DEFAULT gen_random_uuid(),
    "created_at" timestamptz,
    "updated_at" timestamptz,
    "deleted_at" timestamptz,
    "tenant_id" uuid NOT NULL,
    "name" text NOT NULL,
    "upstream" text NOT NULL,
    "config" text,
    PRIMARY KEY ("id"),
    CONSTRAINT "fk_mcp_servers_tenant" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE,
    CONSTRAINT "chk_mcp_servers_upstream" CHECK (upstream in ('http', 'mcpRef', 'stdio'))
);
CREATE UNIQUE INDEX IF NOT EXISTS "idx_mcp_servers_tenant_id_name" ON "mcp_servers" ("tenant_id","name") WHERE deleted_at IS NULL;
CREATE INDEX IF NOT EXISTS "idx_mcp_servers_tenant_id" ON "mcp_servers" ("tenant_id");
CREATE INDEX IF NOT EXISTS "idx_mcp_servers_deleted_at" ON "mcp_servers" ("deleted_at");

CREATE TABLE "mcp_publications" (
    "id" uuid DEFAULT gen_random_uuid(),
    "created_at" timestamptz,
    "updated_at" timestamptz,
    "mcp_server_id" uuid NOT NULL,
    "deployment_id" uuid NOT NULL,
    "enabled" boolean NOT NULL,
    PRIMARY KEY ("id"),
    CONSTRAINT "fk_mcp_publications_mcp_server" FOREIGN KEY ("mcp_server_id") REFERENCES "mcp_servers"("id") ON DELETE CASCADE,
    CONSTRAINT "fk_mcp_publications_deployment" FOREIGN KEY ("deployment_id") REFERENCES "deployments"("id") ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS "idx_mcp_publications_deployment_id" ON "mcp_publications" ("deployment_id");
CREATE UNIQUE INDEX IF NOT EXISTS "idx_mcp_publications_mcp_server_id_deployment_id" ON "mcp_publications" ("mcp_server_id","deployment_id");

CREATE TABLE "guardrails" (
    "id" uuid DEFAULT gen_random_uuid(),
    "created_at" timestamptz,
    "updated_at" timestamptz,
    "deleted_at" timestamptz,
    "tenant_id" uuid NOT NULL,
    "name" text NOT NULL,
    "definition" jsonb NOT NULL DEFAULT '{}',
    "enabled" boolean NOT NULL,
    PRIMARY KEY ("id"),
    CONSTRAINT "fk_guardrails_tenant" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX IF NOT EXISTS "idx_guardrails_tenant_id_name" ON "guardrails" ("tenant_id","name") WHERE deleted_at IS NULL;
CREATE INDEX IF NOT EXISTS "idx_guardrails_tenant_id" ON "guardrails" ("tenant_id");
CREATE INDEX IF NOT EXISTS "idx_guardrails_deleted_at" ON "guardrails" ("deleted_at");

CREATE TABLE "runtime_policies" (
    "id" uuid DEFAULT gen_random_uuid(),
    "created_at" timestamptz,
    "updated_at" timestamptz,
    "deleted_at" timestamptz,
    "tenant_id" uuid NOT NULL,
    "name" text NOT NULL,
    "definition" jsonb NOT NULL DEFAULT '{}',
    "enabled" boolean NOT NULL,
    PRIMARY KEY ("id"),
    CONSTRAINT "fk_runtime_policies_tenant" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX IF NOT EXISTS "idx_runtime_policies_tenant_id_name" ON "runtime_policies" ("tenant_id","name") WHERE deleted_at IS NULL;
CREATE INDEX IF NOT EXISTS "idx_runtime_policies_tenant_id" ON "runtime_policies" ("tenant_id");
CREATE INDEX IF NOT EXISTS "idx_runtime_policies_deleted_at" ON "runtime_policies" ("deleted_at");

CREATE TABLE "skills" (
    "id" uuid DEFAULT gen_random_uuid(),
    "created_at" timestamptz,
    "updated_at" timestamptz,
    "deleted_at" timestamptz,
    "tenant_id" uuid NOT NULL,
    "name" text NOT NULL,
    "definition" jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY ("id"),
    CONSTRAINT "fk_skills_tenant" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX IF NOT EXISTS "idx_skills_tenant_id_name" ON "skills" ("tenant_id","name") WHERE deleted_at IS NULL;
CREATE INDEX IF NOT EXISTS "idx_skills_tenant_id" ON "skills" ("tenant_id");
CREATE INDEX IF NOT EXISTS "idx_skills_deleted_at" ON "skills" ("deleted_at");

CREATE TABLE "maintenance_runs" (
    "id" bigserial,
    "command" text NOT NULL,
    "trigger" text NOT NULL,
    "holder" text NOT NULL DEFAULT '',
    "version" text NOT NULL DEFAULT '',
    "started_at" timestamptz NOT NULL DEFAULT now(),
    "finished_at" timestamptz,
    "outcome" text,
    "report" jsonb NOT NULL DEFAULT '{}',
    "checkpoint" jsonb,
    PRIMARY KEY ("id")
);
CREATE INDEX IF NOT EXISTS "idx_maintenance_runs_started_at" ON "maintenance_runs" ("started_at");

CREATE TABLE "session_events" (
    "id" uuid DEFAULT gen_random_uuid(),
    "created_at" timestamptz NOT NULL DEFAULT now(),
    "session_id" uuid NOT NULL,
    "tenant_id" uuid NOT NULL,
    "deployment_id" uuid NOT NULL,
    "seq" bigint NOT NULL,
    "occurred_at" timestamptz NOT NULL DEFAULT now(),
    "type" text NOT NULL,
    "payload" text,
    PRIMARY KEY ("id","created_at")
) PARTITION BY RANGE ("created_at");
CREATE INDEX IF NOT EXISTS "idx_session_events_session_id_seq" ON "session_events" ("session_id","seq");
CREATE INDEX IF NOT EXISTS "idx_session_events_deployment_id_created_at" ON "session_events" ("deployment_id","created_at");

CREATE TABLE "audit_events" (
    "id" uuid DEFAULT gen_random_uuid(),
    "created_at" timestamptz NOT NULL DEFAULT now(),
    "tenant_id" uuid,
    "deployment_id" uuid,
    "actor_type" text NOT NULL,
    "actor_id" text NOT NULL DEFAULT '',
    "actor_name" text NOT NULL DEFAULT '',
    "action" text NOT NULL,
    "resource_type" text NOT NULL DEFAULT '',
    "resource_id" text NOT NULL DEFAULT '',
    "outcome" text NOT NULL DEFAULT 'success',
    "ip" inet,
    "user_agent" text NOT NULL DEFAULT '',
    "metadata" jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY ("id","created_at"),
    CONSTRAINT "chk_audit_events_actor_type" CHECK (actor_type in ('user', 'deployment', 'webhook', 'scim', 'system')),
    CONSTRAINT "chk_audit_events_outcome" CHECK (outcome in ('success', 'failure', 'denied'))
) PARTITION BY RANGE ("created_at");
CREATE INDEX IF NOT EXISTS "idx_audit_events_deployment_id_created_at" ON "audit_events" ("deployment_id","created_at");
CREATE INDEX IF NOT EXISTS "idx_audit_events_tenant_id_created_at" ON "audit_events" ("tenant_id","created_at");

-- The has-many side of this relation was declared in a later release: GORM adds the same key under its other name.
ALTER TABLE "deployment_tokens" ADD CONSTRAINT "fk_deployments_deployment_tokens" FOREIGN KEY ("deployment_id") REFERENCES "deployments"("id") ON DELETE CASCADE;

INSERT INTO "tenants" ("id","created_at","name","slug") VALUES ('10000000-0000-0000-0000-000000000001',now(),'Acme','acme');
INSERT INTO "users" ("id","created_at","tenant_id","email","name","status") VALUES
    ('20000000-0000-0000-0000-000000000001',now(),'10000000-0000-0000-0000-000000000001','ann@acme.example','Ann','active'),
    ('20000000-0000-0000-0000-000000000002',now(),'10000000-0000-0000-0000-000000000001','bob@acme.example','Bob','invited');
INSERT INTO "user_tokens" ("created_at","user_id","kind","token_hash","token_prefix") VALUES
    (now(),'20000000-0000-0000-0000-000000000001','api','\x01','exo_1234');
INSERT INTO "deployments" ("id","created_at","tenant_id","name","retention_days") VALUES
    ('30000000-0000-0000-0000-000000000001',now(),'10000000-0000-0000-0000-000000000001','eu',30);
INSERT INTO "context_summaries" ("created_at","deployment_id","agent_namespace","agent_name","summary")
    SELECT now(),'30000000-0000-0000-0000-000000000001','default','agent-'||n,'summary '||n FROM generate_series(1,100) n;
INSERT INTO "maintenance_runs" ("command","trigger","outcome") VALUES ('migrate','boot','ok');
