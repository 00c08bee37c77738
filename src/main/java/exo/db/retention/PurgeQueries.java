package exo.db.retention;

/**
 * All SQL of the deletion. A cut-off travels as text, since {@code -infinity} (a hold: nothing has expired) is no Java
 * instant. What differs from batch to batch is written into the text, so that the server never takes a plan that was
 * made for another batch.
 */
final class PurgeQueries {
    /**
     * The limits of a batch, and where the log is. Nobody who waits for a row of a batch is to wait longer than the
     * batch and this lock_timeout take together. A batch that a crash of the server undoes is deleted by the next run,
     * with what was remembered of it, so that no batch waits for the disk; the end of the run does.
     */
    static final String BATCH_LIMITS = """
            select set_config('statement_timeout', ?, true), set_config('lock_timeout', '100ms', true),
                set_config('synchronous_commit', 'off', true), pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint as log""";

    /** Within the transaction of a batch, so that the deletion and what is remembered of it are one. */
    static final String REMEMBER = """
            update maintenance_runs set checkpoint = {1}::jsonb where id = {0}
            returning pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint as log""";

    /** A partition is done: what was remembered of it is in the report now. */
    static final String FILE_REPORT =
            "update maintenance_runs set report = {1}::jsonb, checkpoint = null where id = {0}";

    /**
     * Runs that were killed get the end that they could not write: what the checkpoint remembers of the partition they
     * were at is added to what they had reported of the others. Only for who knows that no other run goes on.
     */
    static final String CLOSE_KILLED = """
            update maintenance_runs r
            set outcome = 'interrupted', finished_at = clock_timestamp(),
                report = r.report || jsonb_build_object('purged',
                    coalesce(r.report -> 'purged', '[]') || coalesce(r.checkpoint -> 'purged', '[]'))
            where r.command = {0} and r.finished_at is null""";

    /** Where the last run stopped. */
    static final String LAST_CHECKPOINT = """
            select last.checkpoint ->> 'schema' as schema, last.checkpoint ->> 'leaf' as leaf,
                (last.checkpoint ->> 'file')::bigint as file, (last.checkpoint ->> 'page')::bigint as page
            from (select checkpoint from maintenance_runs where command = {0} order by id desc limit 1) last
            where last.checkpoint -> 'page' is not null""";

    /**
     * The relations that hold rows themselves, at or below some: {0} their names. An index leads to a deployment's rows
     * by age where its first two columns say so.
     */
    static final String BOTTOM_LEAVES = """
            with recursive tree as (
                select n.number, to_regclass(n.name)::oid as relid
                from unnest({0}::text[]) with ordinality n (name, number)
                union all
                select t.number, i.inhrelid from tree t join pg_inherits i on i.inhparent = t.relid
            )
            select t.number, s.nspname as schema, c.relname as name, coalesce(pg_relation_filenode(c.oid), 0)::bigint as file,
                c.relpages::bigint as pages, c.reltuples::bigint as rows,
                exists (
                    select from pg_index x
                    join pg_attribute d on d.attrelid = c.oid and d.attnum = x.indkey[0] and d.attname = 'deployment_id'
                    join pg_attribute a on a.attrelid = c.oid and a.attnum = x.indkey[1] and a.attname = 'created_at'
                    where x.indrelid = c.oid and x.indisvalid and x.indpred is null
                ) as is_indexed
            from tree t
            join pg_class c on c.oid = t.relid and c.relkind <> 'p'
            join pg_namespace s on s.oid = c.relnamespace
            order by t.number, s.nspname, c.relname""";

    /** What the planner knows of a leaf's rows: {0} the schema, {1} the leaf. Ages as seconds since 1970. */
    static final String STATISTICS = """
            select attname, n_distinct,
                case when attname = 'deployment_id' then most_common_vals::text::text[]::uuid[] end as deployments,
                most_common_freqs::float8[] as shares,
                case when attname = 'created_at' then
                    (select array_agg(extract(epoch from value)::float8 order by value)
                    from unnest(histogram_bounds::text::text[]::timestamptz[]) value) end as bounds
            from pg_stats
            where schemaname = {0} and tablename = {1} and attname in ('deployment_id', 'created_at') and not inherited""";

    /**
     * Whose rows a leaf holds, those without a deployment apart: {0} the leaf. Jumps from deployment to deployment
     * along the index, so that a leaf in which nothing is to be done is not read.
     */
    static final String PRESENT = """
            with recursive present (id) as (
                (select deployment_id from only {0} where deployment_id is not null order by deployment_id limit 1)
                union all
                select (select e.deployment_id from only {0} e where e.deployment_id > present.id
                    order by e.deployment_id limit 1)
                from present where present.id is not null
            )
            """;

    /**
     * Who has something expired in a leaf: {0} the leaf, {1} ids and {2} cut-offs of the deployments that exist, {3}
     * the default's.
     */
    static final String EXPIRED_OWNERS = PRESENT + """
            select p.id
            from present p
            left join unnest({1}::uuid[], {2}::text[]::timestamptz[]) w (id, cutoff) on w.id = p.id
            where p.id is not null and exists (
                select from only {0} e
                where e.deployment_id = p.id and e.created_at < coalesce(w.cutoff, {3}::timestamptz))
            union all
            select null::uuid
            where exists (select from only {0} e where e.deployment_id is null and e.created_at < {3}::timestamptz)""";

    static final String PAGES = """
            select pg_relation_size(c.oid) / current_setting('block_size')::bigint as pages,
                coalesce(pg_relation_filenode(c.oid), 0)::bigint as file
            from pg_class c where c.oid = {0}::regclass""";

    /**
     * Whose rows may go, and before when, by the windows and holds of this very moment, but never later than the run
     * began with: {0} ids, {1} cut-offs, {2} the clock of the run, {3} the least days.
     */
    static final String LIVE_OWNED = """
            select w.id, least(w.cutoff,
                {2}::timestamptz - greatest(coalesce(d.retention_days, s.default_retention_days), {3}) * interval '24 hours')
            from unnest({0}::uuid[], {1}::text[]::timestamptz[]) w (id, cutoff)
            cross join maintenance_settings s
            left join deployments d on d.id = w.id
            where not exists (select from retention_holds h where h.deployment_id = w.id)""";

    /** The same for rows without a deployment: {0} the cut-off, {1} the clock of the run, {2} the least days. */
    static final String LIVE_UNOWNED = """
            select null::uuid, least({0}::timestamptz,
                {1}::timestamptz - greatest(s.default_retention_days, {2}) * interval '24 hours')
            from maintenance_settings s""";

    static final String OWNED = "e.deployment_id = live.id";

    static final String UNOWNED = "e.deployment_id is null";

    /**
     * {0} the query of whose rows may go. A statement of its own: what it finds is then known to the plan of the next.
     */
    static final String LIVE = "select live.id, live.cutoff, live.cutoff::text as spelled from ({0}) live (id, cutoff)";

    /**
     * {0} the leaf, {1} and {2} whose rows may go and before when, {3} whose rows are meant, {4} and {5} first place
     * and the one after the last.
     */
    static final String PURGE_PAGES = """
            with purged as (
                delete from only {0} e using unnest({1}::uuid[], {2}::text[]::timestamptz[]) live (id, cutoff)
                where e.ctid >= {4}::tid and e.ctid < {5}::tid and {3} and e.created_at < live.cutoff
                returning live.id
            )
            select id, count(*) as rows from purged group by id""";

    /**
     * The oldest rows of one deployment: {0} the leaf, {1} whose rows may go, {2} whose are meant, {3} from when on,
     * {4} how many. A place means something inside this one leaf and this one statement only, and the condition is
     * repeated: a row that was changed meanwhile is at another place and stays for the next look.
     */
    static final String PURGE_OLDEST = """
            with live (id, cutoff) as materialized ({1}), batch as materialized (
                select e.ctid as place, e.created_at
                from only {0} e
                where {2} and e.created_at >= {3}::timestamptz and e.created_at < (select cutoff from live)
                order by e.created_at
                limit {4}
            ), purged as (
                delete from only {0} e
                where e.ctid = any (array(select place from batch)) and {2} and e.created_at < (select cutoff from live)
                returning 1
            )
            select live.id, live.cutoff, (select count(*) from purged) as rows, (select count(*) from batch) as seen,
                (select max(created_at)::text from batch) as reached
            from live""";

    static final String DEPLOYMENT = "e.deployment_id = {0}";

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

    /** {0} the leaf, {1} ids, {2} cut-offs, {3} the default's, {4} the condition on rows, {5} their time. */
    static final String COUNT_EXPIRED = """
            select e.deployment_id, count(*) as rows
            from only {0} e
            left join unnest({1}::uuid[], {2}::text[]::timestamptz[]) w (id, cutoff) on w.id = e.deployment_id
            where {4} and {5} < coalesce(w.cutoff, {3}::timestamptz)
            group by e.deployment_id
            order by e.deployment_id""";

    /** Whose newest row a leaf holds, and when it was written: {0} the leaf. */
    static final String NEWEST_ROWS = PRESENT + """
            select p.id, (select max(e.created_at) from only {0} e where e.deployment_id = p.id) as newest
            from present p where p.id is not null
            union all
            select null, max(e.created_at) from only {0} e where e.deployment_id is null having max(e.created_at) is not null""";

    /**
     * Replicas that are further behind: {0} seconds, {1} bytes. What a role may not see is null, and is not waited for.
     */
    static final String LAGGARDS = """
            select coalesce(nullif(application_name, ''), client_addr::text, 'pid ' || pid) as name,
                coalesce(extract(epoch from replay_lag)::bigint, 0) as seconds,
                pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn)::bigint as bytes
            from pg_stat_replication
            where extract(epoch from replay_lag) > {0} or pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn) > {1}
            order by 3 desc nulls last""";

    /** Whether a table, or any of what is below it, was not analyzed for a day. */
    static final String IS_ANALYSIS_DUE = """
            select coalesce(greatest(last_analyze, last_autoanalyze) < clock_timestamp() - interval '24 hours', true)
            from pg_stat_all_tables where relid = to_regclass({0})""";

    static final String IS_EMPTY = "select not exists (select from only {0})";

    private PurgeQueries() {}
}
