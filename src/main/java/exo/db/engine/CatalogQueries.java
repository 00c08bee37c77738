package exo.db.engine;

/**
 * The reading of the catalog: one statement, so that it is consistent and costs one round trip. The cost grows with the
 * declared tables and their leaves, not with what else the database holds. Functions that print an expression lock its
 * table in ACCESS SHARE, so a table that somebody holds exclusively stops the reading; they print nothing of an object
 * that was dropped since the statement began.
 */
final class CatalogQueries {
    private static final String DECLARED = """
            with declared as (
                select c.oid, c.relname, c.relkind, c.relnamespace, c.reltuples
                from pg_class c
                where c.relnamespace = (select oid from pg_namespace where nspname = ?) and c.relname = any (?)
            )
            """;

    private static final String TABLES = """
            select 'table' as kind, d.relname as relation, d.relkind::text as name,
                coalesce(pg_get_partkeydef(d.oid), '') as definition,
                greatest(d.reltuples, 0)::bigint::text as detail, 0 as position, true as flag,
                '' as state, '' as other, '' as remark
            from declared d
            """;

    private static final String CHECKS = """
            union all
            select 'check', d.relname, p.conname, coalesce(pg_get_expr(p.conbin, p.conrelid), ''), '', 0, p.convalidated, '', '', ''
            from declared d
            join pg_constraint p on p.conrelid = d.oid and p.contype = 'c'
            """;

    /**
     * A partition's bound has no column in it, so it is printed without its table, which is then neither opened nor
     * locked: a thousand of them cost little.
     */
    private static final String LEAVES = """
            union all
            select 'leaf', d.relname, c.relname, coalesce(pg_get_expr(c.relpartbound, 0), ''), n.nspname, 0,
                i.inhdetachpending, '', greatest(c.reltuples, 0)::bigint::text, ''
            from declared d
            join pg_inherits i on i.inhparent = d.oid and d.relkind = 'p'
            join pg_class c on c.oid = i.inhrelid
            join pg_namespace n on n.oid = c.relnamespace
            """;

    private static final String THE_REST = """
            union all
            select 'column', d.relname, a.attname, format_type(a.atttypid, a.atttypmod),
                case when a.attidentity <> '' then 'identity' else coalesce(pg_get_expr(f.adbin, f.adrelid), '') end,
                a.attnum, a.attnotnull, a.attidentity::text || a.attgenerated::text,
                case when a.attcollation <> t.typcollation then coalesce(
                    (select quote_ident(collname) from pg_collation where oid = a.attcollation), '') else '' end,
                coalesce(m.description, '')
            from declared d
            join pg_attribute a on a.attrelid = d.oid and a.attnum > 0 and not a.attisdropped
            join pg_type t on t.oid = a.atttypid
            left join pg_attrdef f on f.adrelid = a.attrelid and f.adnum = a.attnum
            left join pg_description m on m.classoid = 'pg_class'::regclass and m.objoid = a.attrelid and m.objsubid = a.attnum
            union all
            select 'index', d.relname, i.relname,
                coalesce(pg_get_indexdef(x.indexrelid), '') || case when x.indimmediate then '' else ' DEFERRABLE' end,
                x.indisunique::text, 0, x.indisvalid and x.indisready and x.indislive,
                case when x.indisready and x.indislive then 'kept' else '' end,
                coalesce(u.conname, ''), coalesce(o.relname, '')
            from declared d
            join pg_index x on x.indrelid = d.oid and not x.indisprimary
            join pg_class i on i.oid = x.indexrelid
            left join pg_constraint u on u.conrelid = d.oid and u.conindid = x.indexrelid and u.contype in ('u', 'x')
            left join pg_inherits h on h.inhrelid = x.indexrelid
            left join pg_class o on o.oid = h.inhparent
            union all
            select 'key', d.relname, a.attname, '', '', k.position::int, true, '', '', ''
            from declared d
            join pg_constraint p on p.conrelid = d.oid and p.contype = 'p'
            cross join unnest(p.conkey) with ordinality as k (attnum, position)
            join pg_attribute a on a.attrelid = d.oid and a.attnum = k.attnum
            union all
            select 'foreign', d.relname, p.conname,
                case when cardinality(p.conkey) = 1 and r.relnamespace = d.relnamespace and b.attname = 'id'
                        and p.confupdtype = 'a' and p.confmatchtype = 's' and not p.condeferrable
                    then format('%s -> %s(id) %s', a.attname, r.relname, p.confdeltype)
                    else coalesce(pg_get_constraintdef(p.oid), '') end,
                '', 0, p.convalidated, '', '', ''
            from declared d
            join pg_constraint p on p.conrelid = d.oid and p.contype = 'f'
            join pg_class r on r.oid = p.confrelid
            join pg_attribute a on a.attrelid = p.conrelid and a.attnum = p.conkey[1]
            join pg_attribute b on b.attrelid = p.confrelid and b.attnum = p.confkey[1]
            union all
            select 'other', d.relname, p.conname, coalesce(pg_get_constraintdef(p.oid), ''), '', 0, p.convalidated, '', '', ''
            from declared d
            join pg_constraint p on p.conrelid = d.oid and p.contype in ('u', 'x', 't')
            """;

    /** All that is compared with a declaration. */
    static final String SNAPSHOT = DECLARED + TABLES + CHECKS + LEAVES + THE_REST + "order by 1, 2, 6, 3";

    /**
     * What months are there, and nothing of columns and indexes: to plan this takes a server half the time of all that
     * a session with many partitions asks of it. It is the caller who sorts thousands of leaves.
     */
    static final String MONTHS = DECLARED + TABLES + CHECKS + LEAVES;

    private CatalogQueries() {}
}
