package exo.db.retention;

/** The SQL that writes a month anew. */
final class ReclaimQueries {
    /** In the target schema while a month is written anew, and nowhere otherwise; one month at a time. */
    static final String COPY = "exo_reclaim_copy";

    static final String MARK = "exo_reclaim_mark";

    /**
     * What there is to know of a leaf, {0}, of a table, {1}: how much of its pages the rows would fill, and what it has
     * of its own that a copy would not have.
     */
    static final String FACTS = """
            select pg_get_expr(c.relpartbound, c.oid) as bound, pg_get_partition_constraintdef(c.oid) as proof,
                coalesce(pg_relation_filenode(c.oid), 0)::bigint as file, array_to_string(c.reloptions, ', ') as options,
                pg_relation_size(c.oid) as bytes,
                (greatest(c.reltuples, 0) * (28 + coalesce((select sum(s.avg_width) from pg_stats s
                    where s.schemaname = n.nspname and s.tablename = c.relname and not s.inherited), 0)))::bigint as filled,
                concat_ws(', ',
                    case when c.relkind <> 'r' then 'partitions' end,
                    case when c.relowner <> current_user::regrole then 'another owner' end,
                    case when c.relacl is not null then 'grants' end,
                    case when exists (select from pg_constraint where contype = 'f'
                        and confrelid in (c.oid, {1}::regclass)) then 'foreign keys that point to it' end,
                    case when exists (select from pg_trigger where tgrelid = c.oid and not tgisinternal
                        and tgparentid = 0) then 'triggers' end,
                    case when exists (select from pg_rewrite where ev_class = c.oid) then 'rules' end,
                    case when exists (select from pg_policy where polrelid = c.oid) then 'policies' end,
                    case when exists (select from pg_publication_rel where prrelid = c.oid) then 'publications' end
                ) as own
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.oid = {0}::regclass and c.relispartition""";

    /** What is there of ours, {0} the copy, {1} the mark: a leaf with the trigger, or null where only the rest is. */
    static final String LEFT_BEHIND = """
            select (select tgrelid::regclass::text from pg_trigger
                where tgname = 'exo_reclaim_mark' and tgparentid = 0 and tgfoid = to_regproc({1})) as marked
            where to_regclass({0}) is not null or to_regclass({1}) is not null or to_regproc({1}) is not null""";

    static final String CREATE_COPY =
            "create table {0} (like {1} including all, constraint exo_reclaim_proof check ({2}))";

    static final String CREATE_SEQUENCE = "create sequence {0}";

    /** With the rights of its owner: who writes may use no sequence of ours. */
    static final String CREATE_FUNCTION = """
            create function {0}() returns trigger language plpgsql security definer set search_path = pg_catalog
            as {1}""";

    /** For each row: a statement that names the parent does not fire the triggers that its leaves have by statement. */
    static final String CREATE_TRIGGER = """
            create trigger exo_reclaim_mark after insert or update or delete on {0} for each row execute function {1}()""";

    static final String COPY_PAGES =
            "insert into {0} select * from only {1} e where e.ctid >= {2}::tid and e.ctid < {3}::tid";

    /** Of a sequence, whether it was used is seen at once and by all, whatever becomes of the transaction. */
    static final String IS_CHANGED = """
            select is_called or pg_relation_filenode({1}::regclass) <> {2} from {0}""";

    /** The indexes of a leaf, and which of the table's each is a part of. */
    static final String INDEXES = """
            select c.relname as name, i.inhparent::bigint as whole
            from pg_index x
            join pg_class c on c.oid = x.indexrelid
            join pg_inherits i on i.inhrelid = c.oid
            where x.indrelid = {0}::regclass""";

    private ReclaimQueries() {}
}
