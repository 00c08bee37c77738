package exo.db.retention;

/** The SQL of the proof of deletion. */
final class EvidenceQueries {
    /** The runs that may delete something: by hand, by the daemon, at a boot. */
    static final String RUNS = """
            select id, command, trigger, holder, version, started_at, finished_at, outcome
            from maintenance_runs
            where started_at >= ?::timestamptz and (?::timestamptz is null or started_at < ?::timestamptz)
              and (command in ('retention enforce', 'retention erase', 'recordings prune')
                or command like 'partitions %' or command in ('maintenance/drop', 'migrate') and report <> '{}')
            order by id""";

    /** What the record of a run lists; tolerant of keys that older versions did not write. */
    static final String DELETED = """
            select 'EXPIRED' as manner, e ->> 'table' as table, e ->> 'partition' as partition,
                (e ->> 'deployment')::uuid as deployment, (e ->> 'rows')::bigint as count, null::bigint as bytes,
                (e ->> 'cutoff')::timestamptz as cutoff
            from maintenance_runs r cross join lateral jsonb_path_query(r.report, '$.purged[*]') e
            where r.id = {0}
            union all
            select 'ERASED', e ->> 'table', e ->> 'partition', (e ->> 'deployment')::uuid, (e ->> 'rows')::bigint, null, null
            from maintenance_runs r cross join lateral jsonb_path_query(r.report, '$.erased[*]') e
            where r.id = {0}
            union all
            select 'ERASED', 'recordings', '', (r.report ->> 'deployment')::uuid, (r.report ->> 'recordings')::bigint,
                null, null
            from maintenance_runs r
            where r.id = {0} and r.command = 'retention erase' and (r.report ->> 'recordings')::bigint > 0
            union all
            select 'EXPIRED', 'recordings', '', (e ->> 'deployment')::uuid, (e ->> 'files')::bigint,
                (e ->> 'bytes')::bigint, (e ->> 'cutoff')::timestamptz
            from maintenance_runs r cross join lateral jsonb_path_query(r.report, '$.expired[*]') e
            where r.id = {0}
            union all
            select 'ORPHANED', 'recordings', '', null, (o ->> 'files')::bigint, (o ->> 'bytes')::bigint, null
            from maintenance_runs r cross join lateral jsonb_path_query(r.report, '$.orphans') o
            where r.id = {0} and (o ->> 'files')::bigint > 0""";

    /** Months that were set aside or dropped in that time. */
    static final String MONTHS = """
            select parent, name, lower_bound, upper_bound, estimated_rows, bytes, state, detached_at, ended_at
            from detached_partitions
            where (detached_at >= {0}::timestamptz and ({1}::timestamptz is null or detached_at < {1}::timestamptz))
               or (ended_at >= {0}::timestamptz and ({1}::timestamptz is null or ended_at < {1}::timestamptz))
            order by id""";

    private EvidenceQueries() {}
}
