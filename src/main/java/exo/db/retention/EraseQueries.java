package exo.db.retention;

/** The SQL of erasing one deployment. */
final class EraseQueries {
    /** What was set aside and is still there. */
    static final String TRASH = """
            select p.parent, p.trash_name as name
            from detached_partitions p
            join pg_class c on c.relname = p.trash_name
            join pg_namespace n on n.oid = c.relnamespace and n.nspname = ?
            where p.ended_at is null
            order by p.id""";

    /** {0} the relation, {1} the deployment, {2} before when. */
    static final String COUNT = """
            select count(*) from only {0} where deployment_id = {1} and created_at < {2}::timestamptz""";

    static final String COUNT_SESSIONS = """
            select count(*) as rows, count(cast_path) as recordings, count(*) filter (where status = 'open') as open
            from sessions where deployment_id = ?""";

    /**
     * {0} the relation, {1} the deployment, {2} from and {3} before when, {4} how many. By key and not by place: a row
     * that is sealed meanwhile moves.
     */
    static final String ERASE = """
            with doomed as (
                select id, created_at
                from only {0}
                where deployment_id = {1} and created_at >= {2}::timestamptz and created_at < {3}::timestamptz
                order by created_at
                limit {4}
            ), gone as (
                delete from only {0} e
                using doomed d
                where e.id = d.id and e.created_at = d.created_at and e.deployment_id = {1}
                returning e.id
            )
            select (select count(*) from doomed) as found, (select max(created_at)::text from doomed) as last,
                (select count(*) from gone) as rows""";

    /** The next sessions after an id that nobody holds. */
    static final String SESSIONS = """
            select id, cast_path
            from sessions
            where deployment_id = {0} and ({1}::uuid is null or id > {1}::uuid)
            order by id
            limit {2}
            for update skip locked""";

    static final String DELETE_SESSIONS = "delete from sessions where id = any ({0}::uuid[])";

    static final String HOLD = """
            select id as hold, reason, placed_by, created_at as held_since from retention_holds where deployment_id = ?""";

    static final String FLOOR = """
            select clock_timestamp() - audit_floor_days * interval '24 hours' as kept_from, audit_floor_days
            from maintenance_settings""";

    private EraseQueries() {}
}
