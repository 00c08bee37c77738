package exo.db.partition;

import exo.db.database.Session;
import exo.db.schema.Adoption;
import exo.db.schema.AdoptionFacts;
import exo.db.schema.QualifiedName;
import exo.db.schema.Table;
import java.sql.Timestamp;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jooq.Record;
import org.jooq.impl.DSL;

/** What is asked of a plain table before it is adopted; reads only. */
final class AdoptionQueries {
    private static final String KEY = """
            select clock_timestamp() as now,
                coalesce((select conname from pg_constraint where conrelid = to_regclass(?) and contype = 'p'), '')
                    as primary_key""";

    /**
     * Whoever knows the table by its number rather than by its name would go on with the old rows alone; triggers and
     * policies would not hold for new ones.
     */
    private static final String DEPENDENTS = """
            with adopted as (select to_regclass(?)::oid as oid)
            select distinct pg_describe_object(d.classid, d.objid, d.objsubid) as object
            from pg_depend d
            left join pg_trigger t on d.classid = 'pg_trigger'::regclass and t.oid = d.objid
            where d.refclassid = 'pg_class'::regclass and d.refobjid = (select oid from adopted)
              and d.classid in ('pg_rewrite'::regclass, 'pg_trigger'::regclass, 'pg_policy'::regclass,
                  'pg_proc'::regclass, 'pg_publication_rel'::regclass)
              and t.tgisinternal is not true and coalesce(t.tgparentid, 0) = 0
            union
            select pg_describe_object('pg_constraint'::regclass, oid, 0)
            from pg_constraint
            where confrelid = (select oid from adopted)
            union
            select 'inheritance between ' || inhrelid::regclass || ' and ' || inhparent::regclass
            from pg_inherits
            where (select oid from adopted) in (inhrelid, inhparent)
            union
            select 'its row level security'
            from pg_class
            where oid = (select oid from adopted) and relrowsecurity
            order by object""";

    private static final String TAKEN = """
            select c.relname as name
            from pg_class c
            where c.relnamespace = (select oid from pg_namespace where nspname = ?) and c.relname = any (?)
              and not exists (select from pg_index where indexrelid = c.oid and indrelid = to_regclass(?))""";

    private AdoptionQueries() {}

    static AdoptionFacts facts(Session session, QualifiedName table, Table declared) {
        String name = session.sql().render(DSL.name(table.schema(), table.name()));
        Record key = session.sql().fetchSingle(KEY, name);
        String[] names = Adoption.names(table, declared).toArray(String[]::new);
        return new AdoptionFacts(
                Objects.requireNonNull(key.get("now", Timestamp.class), "now").toInstant(),
                key.get("primary_key", String.class),
                dependents(session, table),
                Set.copyOf(
                        session.sql().fetch(TAKEN, table.schema(), names, name).getValues("name", String.class)));
    }

    /** What goes by the table itself rather than by its name, in the server's words. */
    static List<String> dependents(Session session, QualifiedName table) {
        String name = session.sql().render(DSL.name(table.schema(), table.name()));
        return session.sql().fetch(DEPENDENTS, name).getValues("object", String.class);
    }
}
