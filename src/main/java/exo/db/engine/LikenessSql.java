package exo.db.engine;

import static exo.db.engine.ChangeSql.name;
import static exo.db.engine.ChangeSql.sql;

import exo.db.schema.QualifiedName;
import org.jooq.QueryPart;
import org.jooq.impl.DSL;

/** Statements that give a table what another one has beside its columns: owner, rights, and what it is tuned with. */
final class LikenessSql {
    private static final String OWNER = """
            for found in select r.rolname as owner from pg_class c join pg_roles r on r.oid = c.relowner
                where c.oid = {0}::regclass
                  and c.relowner <> (select relowner from pg_class where oid = {1}::regclass) and {2}
            loop
                execute format('alter table %s owner to %I', {1}, found.owner);
            end loop;
            """;

    /** Where the server would refuse it: a month that belongs to somebody else is better than none. */
    private static final String ALLOWED =
            "pg_has_role(c.relowner, 'SET') and has_schema_privilege(c.relowner, c.relnamespace, 'CREATE')";

    private static final String GRANTS = """
            for found in select g.privilege_type as privilege, g.columns, g.is_grantable,
                    case g.grantee when 0 then 'public' else quote_ident(r.rolname) end as grantee
                from (select a.*, '' as columns from pg_class c cross join aclexplode(c.relacl) a
                        where c.oid = {0}::regclass
                    union all
                    select a.*, format(' (%I)', t.attname)
                    from pg_attribute t cross join aclexplode(t.attacl) a
                    where t.attrelid = {0}::regclass and not t.attisdropped) g
                left join pg_roles r on r.oid = g.grantee
            loop
                execute format('grant %s%s on %s to %s%s', found.privilege, found.columns, {1}, found.grantee,
                    case when found.is_grantable then ' with grant option' else '' end);
            end loop;
            """;

    private static final String COMMENTS = """
            for found in select d.description, a.attname as column_name
                from pg_description d
                left join pg_attribute a on a.attrelid = d.objoid and a.attnum = d.objsubid and d.objsubid > 0
                where d.classoid = 'pg_class'::regclass and d.objoid = {0}::regclass
            loop
                execute case when found.column_name is null
                    then format('comment on table %s is %L', {1}, found.description)
                    else format('comment on column %s.%I is %L', {1}, found.column_name, found.description) end;
            end loop;
            """;

    private static final String STORAGE = """
            for found in select option from pg_class c cross join unnest(c.reloptions) option
                where c.oid = {0}::regclass
                union all
                select 'toast.' || option
                from pg_class c join pg_class t on t.oid = c.reltoastrelid cross join unnest(t.reloptions) option
                where c.oid = {0}::regclass
            loop
                execute format('alter table %s set (%s = %L)', {1}, split_part(found.option, '=', 1),
                    substr(found.option, strpos(found.option, '=') + 1));
            end loop;
            """;

    /** An index is told by the parent's index that both are parts of. */
    private static final String REPLICA_IDENTITY = """
            for found in select c.relreplident as identity, (
                    select quote_ident(i.relname)
                    from pg_index x
                    join pg_inherits h on h.inhrelid = x.indexrelid
                    join pg_inherits g on g.inhparent = h.inhparent
                    join pg_index y on y.indexrelid = g.inhrelid and y.indrelid = {1}::regclass
                    join pg_class i on i.oid = y.indexrelid
                    where x.indrelid = {0}::regclass and x.indisreplident) as index
                from pg_class c
                where c.oid = {0}::regclass and c.relreplident <> 'd'
            loop
                execute format('alter table %s replica identity ', {1}) || case found.identity when 'f' then 'full'
                    when 'n' then 'nothing' else coalesce('using index ' || found.index, 'default') end;
            end loop;
            """;

    private LikenessSql() {}

    /** A whole table, whose owner has to be the same. */
    static String ofWhole(QualifiedName model, QualifiedName table) {
        return block(OWNER + GRANTS + COMMENTS, model, table, "true");
    }

    /** A partition; the owner as far as this role may give it away. */
    static String ofLeaf(QualifiedName model, QualifiedName leaf) {
        return block(OWNER + GRANTS + STORAGE + REPLICA_IDENTITY, model, leaf, ALLOWED);
    }

    private static String block(String body, QualifiedName model, QualifiedName table, String condition) {
        return sql(
                "do {0}",
                DSL.inline("declare found record; begin\n" + sql(body, text(model), text(table), DSL.raw(condition))
                        + "end"));
    }

    private static QueryPart text(QualifiedName object) {
        return DSL.inline(sql("{0}", name(object)));
    }
}
