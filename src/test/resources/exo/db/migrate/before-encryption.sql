-- A release before the encrypted columns: statuses, policies and payloads are jsonb, with defaults, NOT NULL and GIN
-- indexes; tables, columns, keys, checks and indexes of later releases are not there or are weaker; and there are rows
-- that break today's rules. Months are the current ones, since retention would take older ones away.
create table tenants (
    id uuid not null default gen_random_uuid(),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    deleted_at timestamptz,
    name text not null,
    slug text not null,
    settings jsonb not null default jsonb_build_object(),
    jwt_expiry_seconds bigint,
    primary key (id),
    constraint chk_tenants_slug check (slug = lower(slug))
);
create index idx_tenants_deleted_at on tenants (deleted_at);
create unique index idx_tenants_slug on tenants (slug) where deleted_at is null;

create table roles (
    id uuid not null default gen_random_uuid(),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    tenant_id uuid not null,
    name text not null,
    description text not null default '',
    is_system boolean not null default false,
    primary key (id),
    constraint fk_roles_tenant foreign key (tenant_id) references tenants (id)
);
create unique index idx_roles_tenant_id_name on roles (tenant_id, name);

create table permissions (
    id uuid not null default gen_random_uuid(),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    tenant_id uuid,
    key text not null,
    description text not null default '',
    primary key (id),
    constraint fk_permissions_tenant foreign key (tenant_id) references tenants (id) on delete cascade
);
create unique index idx_permissions_tenant_id_key on permissions (tenant_id, key) nulls not distinct;

create table role_permissions (
    created_at timestamptz not null default now(),
    role_id uuid not null,
    permission_id uuid not null,
    primary key (role_id, permission_id),
    constraint fk_role_permissions_role foreign key (role_id) references roles (id) on delete cascade,
    constraint fk_role_permissions_permission foreign key (permission_id) references permissions (id) on delete cascade
);
create index idx_role_permissions_permission_id on role_permissions (permission_id);

create table teams (
    id uuid not null default gen_random_uuid(),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    deleted_at timestamptz,
    tenant_id uuid not null,
    name text not null,
    primary key (id),
    constraint fk_teams_tenant foreign key (tenant_id) references tenants (id) on delete cascade
);
create index idx_teams_deleted_at on teams (deleted_at);
create unique index idx_teams_tenant_id_name on teams (tenant_id, name) where deleted_at is null;
create index idx_teams_tenant_id on teams (tenant_id);

create table identity_providers (
    id uuid not null default gen_random_uuid(),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    deleted_at timestamptz,
    tenant_id uuid not null,
    name text not null,
    protocol text not null,
    issuer text not null default '',
    client_id text not null default '',
    secrets text,
    enabled boolean not null,
    scim_enabled boolean not null default false,
    scim_token_hash bytea,
    scim_token_prefix text,
    primary key (id),
    constraint fk_identity_providers_tenant foreign key (tenant_id) references tenants (id) on delete cascade,
    constraint chk_identity_providers_protocol check (protocol in ('saml', 'oidc'))
);
create index idx_identity_providers_deleted_at on identity_providers (deleted_at);
create unique index idx_identity_providers_tenant_id_name on identity_providers (tenant_id, name) where deleted_at is null;
create index idx_identity_providers_tenant_id on identity_providers (tenant_id);
create unique index idx_identity_providers_scim_token_hash on identity_providers (scim_token_hash);

create table users (
    id uuid not null default gen_random_uuid(),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    deleted_at timestamptz,
    tenant_id uuid not null,
    email text not null,
    name text,
    password_hash text,
    status varchar(20) not null,
    identity_provider_id uuid,
    external_id text,
    last_login_at timestamptz,
    primary key (id),
    constraint fk_users_identity_provider foreign key (identity_provider_id) references identity_providers (id) on delete set null,
    constraint chk_users_status check (status in ('active', 'invited', 'suspended'))
);
create index idx_users_deleted_at on users (deleted_at);
create index idx_users_tenant_id on users (tenant_id);
create index idx_users_identity_provider_id on users (identity_provider_id);
create unique index idx_users_identity_provider_id_external_id on users (identity_provider_id, external_id) where deleted_at is null;

create table user_tokens (
    id uuid not null default gen_random_uuid(),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    user_id uuid not null,
    kind text not null,
    name text not null default '',
    token_hash bytea not null,
    token_prefix text not null,
    expires_at timestamptz,
    last_used_at timestamptz,
    revoked_at timestamptz,
    primary key (id),
    constraint fk_user_tokens_user foreign key (user_id) references users (id) on delete cascade
);
create index idx_user_tokens_user_id on user_tokens (user_id);
create unique index idx_user_tokens_token_hash on user_tokens (token_hash);
create index idx_user_tokens_expires_at on user_tokens (expires_at);

create table user_roles (
    created_at timestamptz not null default now(),
    user_id uuid not null,
    role_id uuid not null,
    primary key (user_id, role_id),
    constraint fk_user_roles_user foreign key (user_id) references users (id) on delete cascade,
    constraint fk_user_roles_role foreign key (role_id) references roles (id) on delete cascade
);
create index idx_user_roles_role_id on user_roles (role_id);

create table team_members (
    created_at timestamptz not null default now(),
    team_id uuid not null,
    user_id uuid not null,
    primary key (team_id, user_id),
    constraint fk_team_members_team foreign key (team_id) references teams (id) on delete cascade,
    constraint fk_team_members_user foreign key (user_id) references users (id) on delete cascade
);
create index idx_team_members_user_id on team_members (user_id);

create table idp_groups (
    id uuid not null default gen_random_uuid(),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    identity_provider_id uuid not null,
    external_id text not null,
    display_name text not null default '',
    primary key (id),
    constraint fk_idp_groups_identity_provider foreign key (identity_provider_id) references identity_providers (id) on delete cascade
);
create unique index idx_idp_groups_identity_provider_id_external_id on idp_groups (identity_provider_id, external_id);

create table idp_group_members (
    created_at timestamptz not null default now(),
    idp_group_id uuid not null,
    user_id uuid not null,
    primary key (idp_group_id, user_id),
    constraint fk_idp_group_members_idp_group foreign key (idp_group_id) references idp_groups (id) on delete cascade,
    constraint fk_idp_group_members_user foreign key (user_id) references users (id) on delete cascade
);
create index idx_idp_group_members_user_id on idp_group_members (user_id);

create table oauth_apps (
    id uuid not null default gen_random_uuid(),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    deleted_at timestamptz,
    tenant_id uuid not null,
    name text not null,
    client_id text not null,
    client_secret text,
    redirect_uris jsonb not null default jsonb_build_array(),
    scopes jsonb not null default jsonb_build_array(),
    primary key (id),
    constraint fk_oauth_apps_tenant foreign key (tenant_id) references tenants (id) on delete cascade
);
create index idx_oauth_apps_deleted_at on oauth_apps (deleted_at);
create unique index idx_oauth_apps_tenant_id_name on oauth_apps (tenant_id, name) where deleted_at is null;
create index idx_oauth_apps_tenant_id on oauth_apps (tenant_id);
create unique index idx_oauth_apps_client_id on oauth_apps (client_id);

create table oauth_tokens (
    id uuid not null default gen_random_uuid(),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    oauth_app_id uuid not null,
    user_id uuid not null,
    kind text not null,
    token_hash bytea not null,
    scopes jsonb not null default jsonb_build_array(),
    redirect_uri text,
    code_challenge text,
    expires_at timestamptz not null,
    revoked_at timestamptz,
    primary key (id),
    constraint fk_oauth_tokens_oauth_app foreign key (oauth_app_id) references oauth_apps (id) on delete cascade,
    constraint fk_oauth_tokens_user foreign key (user_id) references users (id) on delete cascade,
    constraint chk_oauth_tokens_kind check (kind in ('code', 'refresh'))
);
create index idx_oauth_tokens_oauth_app_id on oauth_tokens (oauth_app_id);
create index idx_oauth_tokens_user_id on oauth_tokens (user_id);
create unique index idx_oauth_tokens_token_hash on oauth_tokens (token_hash);
create index idx_oauth_tokens_expires_at on oauth_tokens (expires_at);

create table deployments (
    id uuid not null default gen_random_uuid(),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    deleted_at timestamptz,
    tenant_id uuid not null,
    name text not null,
    cluster_id text not null default '',
    status text not null default 'pending',
    last_heartbeat_at timestamptz,
    connected_at timestamptz,
    operator_version text not null default '',
    transport text not null default 'ws',
    retention_days integer,
    primary key (id),
    constraint fk_deployments_tenant foreign key (tenant_id) references tenants (id) on delete cascade,
    constraint chk_deployments_status check (status in ('pending', 'healthy', 'degraded', 'offline')),
    constraint chk_deployments_transport check (transport in ('ws', 'http'))
);
create index idx_deployments_deleted_at on deployments (deleted_at);
create unique index idx_deployments_tenant_id_name on deployments (tenant_id, name) where deleted_at is null;
create index idx_deployments_tenant_id on deployments (tenant_id);

create table deployment_tokens (
    id uuid not null default gen_random_uuid(),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    deployment_id uuid not null,
    token_hash bytea not null,
    token_prefix text not null,
    issued_at timestamptz not null default now(),
    last_used_at timestamptz,
    revoked_at timestamptz,
    primary key (id),
    constraint fk_deployment_tokens_deployment foreign key (deployment_id) references deployments (id) on delete cascade
);
create index idx_deployment_tokens_deployment_id on deployment_tokens (deployment_id);
create unique index idx_deployment_tokens_token_hash on deployment_tokens (token_hash);

create table runtime_statuses (
    id uuid not null default gen_random_uuid(),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    deployment_id uuid not null,
    kind text not null,
    namespace text not null,
    name text not null,
    uid text not null default '',
    phase text not null default '',
    ready boolean not null default false,
    conditions jsonb not null default jsonb_build_array(),
    resource_version text not null default '',
    observed_at timestamptz not null default now(),
    primary key (id),
    constraint fk_runtime_statuses_deployment foreign key (deployment_id) references deployments (id) on delete cascade
);
create unique index idx_runtime_statuses_deployment_id_kind_namespace_name on runtime_statuses (deployment_id, kind, namespace, name);

create table tool_statuses (
    id uuid not null default gen_random_uuid(),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    deployment_id uuid not null,
    namespace text not null,
    name text not null,
    type text not null,
    phase text not null default '',
    config jsonb not null default '{}'::jsonb,
    status jsonb,
    observed_at timestamptz not null default now(),
    primary key (id),
    constraint fk_tool_statuses_deployment foreign key (deployment_id) references deployments (id) on delete cascade
);
create unique index idx_tool_statuses_deployment_id_namespace_name on tool_statuses (deployment_id, namespace, name);

create table tool_permissions (
    id uuid not null default gen_random_uuid(),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    deployment_id uuid not null,
    tool_namespace text not null,
    tool_name text not null,
    policy jsonb not null default '{}'::jsonb,
    primary key (id),
    constraint fk_tool_permissions_deployment foreign key (deployment_id) references deployments (id) on delete cascade
);
create unique index idx_tool_permissions_deployment_id_tool_namespace_tool_name on tool_permissions (deployment_id, tool_namespace, tool_name);

create table agent_webhooks (
    id uuid not null default gen_random_uuid(),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    deployment_id uuid not null,
    agent_namespace text not null,
    agent_name text not null,
    token_hash bytea not null,
    token_prefix text not null,
    enabled boolean not null,
    last_triggered_at timestamptz,
    primary key (id),
    constraint fk_agent_webhooks_deployment foreign key (deployment_id) references deployments (id) on delete cascade
);
create index idx_agent_webhooks_deployment_id on agent_webhooks (deployment_id);
create unique index idx_agent_webhooks_token_hash on agent_webhooks (token_hash);

create table context_summaries (
    id uuid not null default gen_random_uuid(),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    deployment_id uuid not null,
    agent_namespace text not null,
    agent_name text not null,
    primary key (id),
    constraint fk_context_summaries_deployment foreign key (deployment_id) references deployments (id) on delete cascade
);
create index idx_context_summaries_deployment_id_created_at on context_summaries (deployment_id);

create table sessions (
    id uuid not null default gen_random_uuid(),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    tenant_id uuid not null,
    deployment_id uuid not null,
    user_id uuid,
    kind text not null,
    agent_namespace text not null default '',
    agent_name text not null default '',
    grant_id text not null default '',
    status text not null default 'open',
    started_at timestamptz not null default now(),
    ended_at timestamptz,
    last_seq bigint not null default 0,
    cast_path text,
    primary key (id),
    constraint fk_sessions_tenant foreign key (tenant_id) references tenants (id) on delete cascade,
    constraint fk_sessions_deployment foreign key (deployment_id) references deployments (id),
    constraint fk_sessions_user foreign key (user_id) references users (id) on delete set null,
    constraint chk_sessions_kind check (kind in ('shell', 'run', 'tool')),
    constraint chk_sessions_status check (status in ('open', 'closed', 'failed'))
);
create index idx_sessions_user_id on sessions (user_id);
create index idx_sessions_tenant_id_started_at on sessions (tenant_id, started_at);
create index idx_sessions_deployment_id_started_at on sessions (deployment_id, started_at);
create unique index idx_sessions_cast_path on sessions (cast_path) where cast_path is not null;

create table session_events (
    id uuid not null default gen_random_uuid(),
    created_at timestamptz not null default now(),
    session_id uuid not null,
    tenant_id uuid not null,
    deployment_id uuid not null,
    seq bigint not null,
    occurred_at timestamptz not null default now(),
    type text not null,
    payload jsonb,
    primary key (id, created_at)
) partition by range (created_at);
create index idx_session_events_deployment_id_created_at on session_events (deployment_id, created_at);
create index idx_session_events_session_id_seq on session_events (session_id, seq);

create table audit_events (
    id uuid not null default gen_random_uuid(),
    created_at timestamptz not null default now(),
    tenant_id uuid,
    deployment_id uuid,
    actor_type text not null,
    actor_id text not null default '',
    actor_name text not null default '',
    action text not null,
    resource_type text not null default '',
    resource_id text not null default '',
    outcome text not null default 'success',
    ip inet,
    user_agent text not null default '',
    metadata jsonb not null default jsonb_build_object(),
    primary key (id, created_at),
    constraint chk_audit_events_actor_type check (actor_type in ('user', 'deployment', 'webhook', 'scim', 'system')),
    constraint chk_audit_events_outcome check (outcome in ('success', 'failure', 'denied'))
) partition by range (created_at);
create index idx_audit_events_tenant_id_created_at on audit_events (tenant_id, created_at);

create table integrations (
    id uuid not null default gen_random_uuid(),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    deleted_at timestamptz,
    tenant_id uuid not null,
    name text not null,
    kind text not null,
    credentials text,
    enabled boolean not null,
    primary key (id),
    constraint fk_integrations_tenant foreign key (tenant_id) references tenants (id) on delete cascade
);
create index idx_integrations_deleted_at on integrations (deleted_at);
create index idx_integrations_tenant_id on integrations (tenant_id);
create unique index idx_integrations_tenant_id_name on integrations (tenant_id, name) where deleted_at is null;

create table log_sinks (
    id uuid not null default gen_random_uuid(),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    deleted_at timestamptz,
    tenant_id uuid not null,
    name text not null,
    kind text not null,
    config text,
    enabled boolean not null,
    primary key (id),
    constraint fk_log_sinks_tenant foreign key (tenant_id) references tenants (id) on delete cascade
);
create index idx_log_sinks_deleted_at on log_sinks (deleted_at);
create index idx_log_sinks_tenant_id on log_sinks (tenant_id);
create unique index idx_log_sinks_tenant_id_name on log_sinks (tenant_id, name) where deleted_at is null;

create table model_providers (
    id uuid not null default gen_random_uuid(),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    deleted_at timestamptz,
    tenant_id uuid not null,
    name text not null,
    kind text not null,
    credentials text,
    is_default boolean not null default false,
    primary key (id),
    constraint fk_model_providers_tenant foreign key (tenant_id) references tenants (id) on delete cascade
);
create index idx_model_providers_deleted_at on model_providers (deleted_at);
create index idx_model_providers_tenant_id on model_providers (tenant_id);
create unique index idx_model_providers_tenant_id_name on model_providers (tenant_id, name) where deleted_at is null;
create unique index idx_model_providers_default on model_providers (tenant_id) where is_default and deleted_at is null;

create table mcp_servers (
    id uuid not null default gen_random_uuid(),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    deleted_at timestamptz,
    tenant_id uuid not null,
    name text not null,
    upstream text not null,
    config text,
    primary key (id),
    constraint fk_mcp_servers_tenant foreign key (tenant_id) references tenants (id) on delete cascade,
    constraint chk_mcp_servers_upstream check (upstream in ('http', 'mcpRef', 'stdio'))
);
create index idx_mcp_servers_deleted_at on mcp_servers (deleted_at);
create index idx_mcp_servers_tenant_id on mcp_servers (tenant_id);
create unique index idx_mcp_servers_tenant_id_name on mcp_servers (tenant_id, name) where deleted_at is null;

create table mcp_publications (
    id uuid not null default gen_random_uuid(),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    mcp_server_id uuid not null,
    deployment_id uuid not null,
    enabled boolean not null,
    primary key (id),
    constraint fk_mcp_publications_mcp_server foreign key (mcp_server_id) references mcp_servers (id) on delete cascade,
    constraint fk_mcp_publications_deployment foreign key (deployment_id) references deployments (id) on delete cascade
);
create index idx_mcp_publications_deployment_id on mcp_publications (deployment_id);
create unique index idx_mcp_publications_mcp_server_id_deployment_id on mcp_publications (mcp_server_id, deployment_id);

create table guardrails (
    id uuid not null default gen_random_uuid(),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    deleted_at timestamptz,
    tenant_id uuid not null,
    name text not null,
    definition jsonb not null default jsonb_build_object(),
    enabled boolean not null,
    primary key (id),
    constraint fk_guardrails_tenant foreign key (tenant_id) references tenants (id) on delete cascade
);
create index idx_guardrails_deleted_at on guardrails (deleted_at);
create index idx_guardrails_tenant_id on guardrails (tenant_id);
create unique index idx_guardrails_tenant_id_name on guardrails (tenant_id, name) where deleted_at is null;

create table runtime_policies (
    id uuid not null default gen_random_uuid(),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    deleted_at timestamptz,
    tenant_id uuid not null,
    name text not null,
    definition jsonb not null default jsonb_build_object(),
    enabled boolean not null,
    primary key (id),
    constraint fk_runtime_policies_tenant foreign key (tenant_id) references tenants (id) on delete cascade
);
create index idx_runtime_policies_deleted_at on runtime_policies (deleted_at);
create index idx_runtime_policies_tenant_id on runtime_policies (tenant_id);
create unique index idx_runtime_policies_tenant_id_name on runtime_policies (tenant_id, name) where deleted_at is null;

create index idx_tool_statuses_config on tool_statuses using gin (config);
create index idx_session_events_payload on session_events using gin (payload);
create table session_events_default partition of session_events default;
create table audit_events_default partition of audit_events default;

do $$
declare
    parent text;
    month timestamptz;
begin
    foreach parent in array array['session_events', 'audit_events'] loop
        for month in select date_trunc('month', now(), 'UTC') + back * interval '1 month' from unnest(array[-1, 0]) back loop
            execute format('create table %I partition of %I for values from (%L) to (%L)',
                parent || to_char(month at time zone 'UTC', '_YYYY_MM'), parent, month, month + interval '1 month');
        end loop;
    end loop;
end $$;

insert into tenants (id, name, slug) values ('10000000-0000-0000-0000-000000000001', 'Acme', 'acme');
insert into users (id, tenant_id, email, name, status) values
    ('20000000-0000-0000-0000-00000000000a', '10000000-0000-0000-0000-000000000001', 'ann@acme.example', 'Ann', 'active'),
    ('20000000-0000-0000-0000-00000000000b', '10000000-0000-0000-0000-000000000001', 'Ann@acme.example', 'Ann', 'active'),
    ('20000000-0000-0000-0000-00000000000c', '10000000-0000-0000-0000-000000000001', 'carol@acme.example', null, 'active'),
    ('20000000-0000-0000-0000-00000000000d', '10000000-0000-0000-0000-000000000009', 'dave@gone.example', 'Dave', 'invited');
insert into deployments (id, tenant_id, name, retention_days)
    values ('30000000-0000-0000-0000-000000000001', '10000000-0000-0000-0000-000000000001', 'eu', 30);
insert into context_summaries (deployment_id, agent_namespace, agent_name)
    select '30000000-0000-0000-0000-000000000001', 'default', 'agent-' || n from generate_series(1, 50) n;
insert into sessions (id, tenant_id, deployment_id, kind, status)
    values ('40000000-0000-0000-0000-000000000001', '10000000-0000-0000-0000-000000000001', '30000000-0000-0000-0000-000000000001', 'run', 'open');
insert into tool_statuses (deployment_id, namespace, name, type, config, status)
    select '30000000-0000-0000-0000-000000000001', 'default', 'tool-' || n, 'mcp',
        jsonb_build_object('n', n, 'quote', '"\ü', 'list', jsonb_build_array(1, null, 2.50)),
        case when n % 3 = 0 then null else jsonb_build_object('ready', n % 2 = 0) end
    from generate_series(1, 200) n;
insert into tool_permissions (deployment_id, tool_namespace, tool_name, policy)
    select '30000000-0000-0000-0000-000000000001', 'default', 'tool-' || n, jsonb_build_object('allow', jsonb_build_array('*'))
    from generate_series(1, 20) n;
insert into session_events (created_at, session_id, tenant_id, deployment_id, seq, type, payload)
    select date_trunc('month', now(), 'UTC') + (n - 100) * interval '1 second', '40000000-0000-0000-0000-000000000001',
        '10000000-0000-0000-0000-000000000001', '30000000-0000-0000-0000-000000000001', n, 'output', jsonb_build_object('text', 'line ' || n)
    from generate_series(1, 200) n;
insert into audit_events (tenant_id, actor_type, action)
    select '10000000-0000-0000-0000-000000000001', 'user', 'login' from generate_series(1, 50);
