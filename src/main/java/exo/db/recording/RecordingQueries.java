package exo.db.recording;

/** All SQL of the package. Pages by id, so that no transaction stays open while files are looked at. */
final class RecordingQueries {
    static final String PAGE = """
            select id, deployment_id, cast_path, started_at
            from sessions
            where cast_path is not null and (?::uuid is null or id > ?::uuid)
            order by id
            limit ?""";

    static final String COUNT = "select count(*) from sessions where cast_path is not null";

    /** Which of these paths no session has, and no open session that is just being recorded gave its id to. */
    static final String UNKNOWN = """
            select p.path
            from unnest(?::text[]) with ordinality as p (path, position)
            where not exists (select from sessions s where s.cast_path = p.path)
              and not exists (
                select from sessions s
                where s.status = 'open' and s.cast_path is null and position(s.id::text in p.path) > 0)
            order by p.position""";

    /** Paths that are spelled otherwise than a walk through the directory spells them. */
    static final String SPELLED_OTHERWISE = """
            select cast_path from sessions
            where cast_path is not null and '/' || cast_path || '/' ~ '/\\.{0,2}/'""";

    /** {0} is the time from which all cut-offs count. A deployment that is gone has the default window. */
    private static final String EXPIRED = """
            from sessions s
            cross join maintenance_settings m
            left join deployments d on d.id = s.deployment_id
            cross join lateral (
                select {0}::timestamptz - coalesce(d.retention_days, m.default_retention_days) * interval '24 hours'
            ) w (cutoff)
            where s.cast_path is not null and s.status <> 'open' and s.ended_at < w.cutoff
              and not exists (select from retention_holds h where h.deployment_id = s.deployment_id)
            """;

    static final String COUNT_EXPIRED = "select s.deployment_id, w.cutoff, count(*) as recordings,"
            + " coalesce(sum(s.cast_bytes), 0)::bigint as bytes "
            + EXPIRED
            + "group by s.deployment_id, w.cutoff order by s.deployment_id";

    /** {1} is the last id seen, {2} how many. */
    static final String NEXT_EXPIRED = "select s.id, s.deployment_id, s.cast_path, w.cutoff "
            + EXPIRED
            + "and ({1}::uuid is null or s.id > {1}::uuid) order by s.id limit {2} for update of s skip locked";

    /** Leaves {@code updated_at} alone, as all sweeping does. */
    static final String CLEAR = "update sessions set cast_path = null, cast_bytes = null where id = any ({0}::uuid[])";

    private RecordingQueries() {}
}
