-- What AutoMigrate makes of the same models: nullable times, literal JSON defaults, has-many names, no cascades,
-- no checks, unique constraints beside unique indexes.
drop table encryption_keys, maintenance_settings, schema_state, maintenance_runs, maintenance_leases,
    detached_partitions, migration_steps;
alter table tenants alter column created_at drop not null, alter column created_at drop default,
    alter column updated_at drop not null, alter column updated_at drop default,
    alter column settings set default '{}'::jsonb, alter column settings drop not null,
    drop constraint chk_tenants_slug;
alter table teams rename constraint fk_teams_tenant to fk_tenants_teams;
alter table roles drop constraint fk_roles_tenant;
alter table roles add constraint fk_roles_tenant foreign key (tenant_id) references tenants (id);
alter table roles add constraint fk_tenants_roles foreign key (tenant_id) references tenants (id);
drop index idx_oauth_apps_client_id;
alter table oauth_apps add constraint uni_oauth_apps_client_id unique (client_id);
alter table runtime_statuses alter column observed_at set default CURRENT_TIMESTAMP;
alter table sessions alter column last_seq set default '0'::bigint;
alter table user_tokens alter column token_prefix type varchar(16);
alter table users add column legacy_flags bigint;
drop index idx_users_email_lower;
insert into tenants (name, slug) values ('Acme', 'acme');
