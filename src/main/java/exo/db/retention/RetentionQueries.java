package exo.db.retention;

/**
 * All SQL of the package. A cut-off travels as text, since {@code -infinity} (a hold: nothing has expired) is no Java
 * instant.
 */
final class RetentionQueries {
    static final String DEPLOYMENTS = """
            select d.id, d.tenant_id, d.name, d.retention_days, coalesce(d.retention_days, s.default_retention_days) as days,
                d.deleted_at, h.id as hold, h.reason, h.placed_by, h.created_at as held_since
            from maintenance_settings s
            cross join deployments d
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

    /** Whose rows lie in the leaf {0}; jumps from one to the next along the index. Null: rows without a deployment. */
    static final String OWNERS = """
            with recursive present (id) as (
                (select deployment_id from only {0} where deployment_id is not null order by deployment_id limit 1)
                union all
                select (select e.deployment_id from only {0} e where e.deployment_id > present.id
                    order by e.deployment_id limit 1)
                from present where present.id is not null
            )
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

    static final String CLOCKS =
            "select clock_timestamp() as read_at, (select max(started_at) from maintenance_runs) as newest_run";

    static final String BATCH_LIMITS = """
            select set_config('statement_timeout', '30s', true), set_config('lock_timeout', '500ms', true)""";

    /**
     * Who has something expired in a leaf: {0} the leaf, {1} ids and {2} cut-offs of the deployments that exist, {3}
     * the default's. Jumps from deployment to deployment along the index, so that a leaf in which nothing is to be done
     * is not read.
     */
    static final String EXPIRED_OWNERS = """
            with recursive present (id) as (
                (select deployment_id from only {0} where deployment_id is not null order by deployment_id limit 1)
                union all
                select (select e.deployment_id from only {0} e where e.deployment_id > present.id
                    order by e.deployment_id limit 1)
                from present where present.id is not null
            )
            select p.id
            from present p
            left join unnest({1}::uuid[], {2}::text[]::timestamptz[]) w (id, cutoff) on w.id = p.id
            where p.id is not null and exists (
                select from only {0} e
                where e.deployment_id = p.id and e.created_at < coalesce(w.cutoff, {3}::timestamptz))
            union all
            select null::uuid
            where exists (select from only {0} e where e.deployment_id is null and e.created_at < {3}::timestamptz)""";

    /** {0} the leaf, {1} ids, {2} cut-offs, {3} the default's, {4} the condition on rows, {5} their time. */
    static final String COUNT_EXPIRED = """
            select e.deployment_id, count(*) as rows
            from only {0} e
            left join unnest({1}::uuid[], {2}::text[]::timestamptz[]) w (id, cutoff) on w.id = e.deployment_id
            where {4} and {5} < coalesce(w.cutoff, {3}::timestamptz)
            group by e.deployment_id
            order by e.deployment_id""";

    static final String BLOCKS = "select pg_relation_size({0}::regclass) / current_setting('block_size')::bigint";

    /** {0} the leaf, {1} and {2} the first block and the one after the last, {3} ids, {4} cut-offs. */
    static final String PURGE_OWNED = """
            with purged as (
                delete from only {0} e
                using unnest({3}::uuid[], {4}::text[]::timestamptz[]) w (id, cutoff)
                where e.ctid >= {1}::tid and e.ctid < {2}::tid
                  and e.deployment_id = w.id and e.created_at < w.cutoff
                returning e.deployment_id
            )
            select deployment_id, count(*) as rows from purged group by deployment_id""";

    /** {0} the leaf, {1} and {2} the first block and the one after the last, {3} the default's cut-off. */
    static final String PURGE_UNOWNED = """
            delete from only {0} e
            where e.ctid >= {1}::tid and e.ctid < {2}::tid
              and e.deployment_id is null and e.created_at < {3}::timestamptz""";

    /**
     * Ended sessions past their window, from an id on: {0} ids and {1} cut-offs of the deployments that exist, {2} the
     * default's, {3} the last id seen, {4} how many.
     */
    static final String EXPIRED_SESSIONS = """
            select s.id, s.deployment_id, s.cast_path
            from sessions s
            left join unnest({0}::uuid[], {1}::text[]::timestamptz[]) w (id, cutoff) on w.id = s.deployment_id
            where s.status <> 'open' and s.ended_at < coalesce(w.cutoff, {2}::timestamptz)
              and ({3}::uuid is null or s.id > {3}::uuid)
            order by s.id
            limit {4}
            for update of s skip locked""";

    static final String PURGE_SESSIONS = "delete from sessions where id = any ({0}::uuid[])";

    private RetentionQueries() {}
}
