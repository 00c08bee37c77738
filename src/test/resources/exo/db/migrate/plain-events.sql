-- A database in which the event tables were never partitioned.
drop table session_events, audit_events;
create table session_events (
    id uuid primary key default gen_random_uuid(), created_at timestamptz not null default now(),
    session_id uuid not null, tenant_id uuid not null, deployment_id uuid not null, seq bigint not null,
    occurred_at timestamptz not null default now(), type text not null, payload jsonb
);
create table audit_events (
    id uuid primary key default gen_random_uuid(), created_at timestamptz not null default now(),
    tenant_id uuid, deployment_id uuid, actor_type text not null, actor_id text not null default '',
    actor_name text not null default '', action text not null, resource_type text not null default '',
    resource_id text not null default '', outcome text not null default 'success', ip inet,
    user_agent text not null default '', metadata jsonb not null default jsonb_build_object()
);
insert into session_events (session_id, tenant_id, deployment_id, seq, type, payload)
    values (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 1, 'output', '{"text": "hello"}');
