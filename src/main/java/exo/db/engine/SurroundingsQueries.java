package exo.db.engine;

/** The reading of what lies around the declared tables. */
final class SurroundingsQueries {
    /** So many undeclared objects are named; beyond that a number says enough. */
    static final int MOST_NAMED = 100;

    /**
     * One statement, made only where there is work to do. Every privilege is asked for as the server itself will check
     * it, memberships included. Takes the target schema, the declared names, and the other schemas of the search path.
     */
    static final String SURROUNDINGS = """
            with target as (
                select oid, nspname, nspowner from pg_namespace where nspname = ?
            ), declared as (
                select c.oid, c.relname, c.relowner, c.relkind, t.nspname
                from target t
                join pg_class c on c.relnamespace = t.oid and c.relname = any (?) and c.relkind in ('r', 'p')
            ), undeclared as (
                select c.relname, c.relkind
                from target t
                join pg_class c on c.relnamespace = t.oid and c.relkind in ('r', 'p', 'v', 'm', 'f')
                where not exists (select from declared d where d.oid = c.oid)
                  and not c.relispartition
            )
            select 'server' as kind, '' as schema, quote_ident(current_user) as name, '' as owner,
                case when pg_is_in_recovery() then 'STANDBY'
                    when current_setting('transaction_read_only')::boolean then 'READ_ONLY'
                    else 'WRITABLE' end as detail,
                0::bigint as number
            union all
            select 'database', '', quote_ident(d.datname), quote_ident(pg_get_userbyid(d.datdba)),
                concat_ws(' ', case when has_database_privilege(d.oid, 'CREATE') then 'CREATE' end), 0
            from pg_database d
            where d.datname = current_database()
            union all
            select case when n.nspname = 'exo_trash' then 'trash' else 'schema' end, '', quote_ident(n.nspname),
                quote_ident(pg_get_userbyid(n.nspowner)),
                concat_ws(' ',
                    case when has_schema_privilege(n.oid, 'CREATE') then 'CREATE' end,
                    case when has_schema_privilege(n.oid, 'USAGE') then 'USAGE' end),
                0
            from pg_namespace n
            where n.nspname = 'exo_trash' or n.oid in (select oid from target)
            union all
            select 'table', d.nspname, d.relname, quote_ident(pg_get_userbyid(d.relowner)),
                concat_ws(' ',
                    case when pg_has_role(d.relowner, 'USAGE') then 'OWNER' end,
                    case when has_table_privilege(d.oid, 'SELECT') then 'SELECT' end,
                    case when has_table_privilege(d.oid, 'INSERT') then 'INSERT' end,
                    case when has_table_privilege(d.oid, 'UPDATE') then 'UPDATE' end,
                    case when has_table_privilege(d.oid, 'REFERENCES') then 'REFERENCES' end,
                    case when not row_security_active(d.oid) then 'EVERY_ROW' end),
                0
            from declared d
            union all
            select 'table', n.nspname, c.relname, quote_ident(pg_get_userbyid(c.relowner)), '', 0
            from declared d
            join pg_inherits i on i.inhparent = d.oid and d.relkind = 'p'
            join pg_class c on c.oid = i.inhrelid and c.relowner <> d.relowner and not pg_has_role(c.relowner, 'USAGE')
            join pg_namespace n on n.oid = c.relnamespace
            union all
            (select 'undeclared', '', u.relname, '', u.relkind::text, 0 from undeclared u order by u.relname limit ?)
            union all
            select 'count', '', '', '', '', count(*) from undeclared
            union all
            select 'elsewhere', n.nspname, c.relname, '', '', 0
            from pg_namespace n
            join pg_class c on c.relnamespace = n.oid and c.relname = any (?) and c.relkind in ('r', 'p')
            where n.nspname = any (?)
            union all
            select 'sequence', a.attname, c.relname, d.relname, '', 0
            from declared d
            join pg_depend s on s.refclassid = 'pg_class'::regclass and s.refobjid = d.oid
                and s.classid = 'pg_class'::regclass and s.deptype in ('a', 'i')
            join pg_class c on c.oid = s.objid and c.relkind = 'S'
            join pg_attribute a on a.attrelid = d.oid and a.attnum = s.refobjsubid
            order by 1, 2, 3""";

    private SurroundingsQueries() {}
}
