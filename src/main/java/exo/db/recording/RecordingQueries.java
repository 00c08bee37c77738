package exo.db.recording;

/** All SQL of the package. Pages by id, so that no transaction stays open while files are looked at. */
final class RecordingQueries {
    static final String PAGE = """
            select id, deployment_id, cast_path, started_at
            from sessions
            where cast_path is not null and (?::uuid is null or id > ?::uuid)
            order by id
            limit ?""";

    /** Which of these paths no session has. */
    static final String UNKNOWN = """
            select p.path
            from unnest(?::text[]) with ordinality as p (path, position)
            where not exists (select from sessions s where s.cast_path = p.path)
            order by p.position""";

    private RecordingQueries() {}
}
