-- What a release before this tool left: JSON in place of envelopes, rows that break today's rules, no table of the tool.
drop table encryption_keys, maintenance_settings, schema_state, maintenance_runs, maintenance_leases,
    detached_partitions, migration_steps;

alter table tool_statuses
    alter column config type jsonb using config::jsonb,
    alter column config set default '{}'::jsonb,
    alter column config set not null,
    alter column status type jsonb using status::jsonb;
create index tool_statuses_config_gin on tool_statuses using gin (config);
alter table tool_permissions alter column policy type jsonb using policy::jsonb;
alter table session_events alter column payload type jsonb using payload::jsonb;

drop index idx_users_email_lower;
alter table users drop constraint fk_users_tenant, alter column name drop not null;
alter table users alter column status type varchar(20), alter column status drop default;
alter table deployments alter column retention_days type integer;
drop index idx_sessions_open;

insert into tenants (id, name, slug) values ('00000000-0000-0000-0000-000000000001', 'Acme', 'acme');
insert into users (id, tenant_id, email, name, status) values
    ('00000000-0000-0000-0000-00000000000a', '00000000-0000-0000-0000-000000000001', 'ann@acme.example', 'Ann', 'active'),
    ('00000000-0000-0000-0000-00000000000b', '00000000-0000-0000-0000-000000000001', 'Ann@acme.example', 'Ann', 'active'),
    ('00000000-0000-0000-0000-00000000000c', '00000000-0000-0000-0000-000000000009', 'bob@gone.example', null, 'active');
insert into deployments (id, tenant_id, name, retention_days)
    values ('00000000-0000-0000-0000-000000000002', '00000000-0000-0000-0000-000000000001', 'eu', 30);
insert into tool_statuses (deployment_id, namespace, name, type, config, status)
    values ('00000000-0000-0000-0000-000000000002', 'default', 'search', 'mcp', '{"a": 1}', null);
insert into tool_permissions (deployment_id, tool_namespace, tool_name, policy)
    values ('00000000-0000-0000-0000-000000000002', 'default', 'search', '{"allow": ["*"]}');
