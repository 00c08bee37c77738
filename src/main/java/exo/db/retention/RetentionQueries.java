package exo.db.retention;

/** The SQL of the windows; that of the deletion is in {@link PurgeQueries}. */
final class RetentionQueries {
    static final String DEPLOYMENTS = """
            select d.id, d.tenant_id, coalesce(t.slug, d.tenant_id::text) as tenant, d.name, d.retention_days,
                coalesce(d.retention_days, s.default_retention_days) as days, d.deleted_at,
                h.id as hold, h.reason, h.placed_by, h.created_at as held_since
            from maintenance_settings s
            cross join deployments d
            left join tenants t on t.id = d.tenant_id
            left join retention_holds h on h.deployment_id = d.id
            order by d.name, d.id""";

    static final String SETTINGS = "select default_retention_days, audit_floor_days from maintenance_settings";

    static final String NOW = "select clock_timestamp() as read_at";

    /** {0} is the table, {1} whose rows, {2} and {3} the span that newly expires. */
    static final String EXPIRING = """
            with leaving as (
                select e.tableoid, e.created_at
                from {0} e
                where {1} and e.created_at >= {2}::timestamptz and e.created_at < {3}::timestamptz
            ), sample as (
                select e.* from {0} e
                where {1} and e.created_at >= {2}::timestamptz and e.created_at < {3}::timestamptz
                limit 1000
            )
            select c.relname as leaf, count(*) as rows, min(created_at) as oldest, max(created_at) as newest,
                coalesce(round(count(*) * (select avg(pg_column_size(sample)) from sample)), 0)::bigint as bytes
            from leaving l
            join pg_class c on c.oid = l.tableoid
            group by c.relname
            order by min(created_at)""";

    /** Whose rows lie in the leaf {0}. Null: rows without a deployment. */
    static final String OWNERS = PurgeQueries.PRESENT + """
            select id from present where id is not null
            union all
            select null::uuid where exists (select from only {0} where deployment_id is null)""";

    static final String GRACE = "select drop_grace_days from maintenance_settings";

    static final String OF_DEPLOYMENT = "e.deployment_id = {0}";

    /** Deployments without a window of their own, and rows without a deployment or of one that is gone. */
    static final String OF_DEFAULT =
            "not exists (select from deployments d where d.id = e.deployment_id and d.retention_days is not null)";

    static final String SET_OWN = """
            update deployments set retention_days = ?, updated_at = now()
            where id = ? and retention_days is not distinct from ?""";

    static final String SET_DEFAULT = """
            update maintenance_settings set default_retention_days = ?, updated_at = now()
            where default_retention_days = ?""";

    /**
     * Without a deployment: this is an action of the tenant, and the record of a window made shorter must not be the
     * first thing to expire by it.
     */
    static final String AUDIT = """
            insert into audit_events (tenant_id, actor_type, actor_name, action, resource_type, resource_id, metadata)
            values (?::uuid, 'system', 'exo-db-cli', ?, ?, ?, ?::jsonb)""";

    private RetentionQueries() {}
}
