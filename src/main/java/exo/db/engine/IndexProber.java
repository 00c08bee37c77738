package exo.db.engine;

import static exo.db.engine.ChangeSql.name;

import exo.db.database.Session;
import exo.db.schema.LeafState;
import exo.db.schema.LeafState.Filling;
import exo.db.schema.LeafState.Kind;
import exo.db.schema.ObservedTable.ObservedIndex;
import exo.db.schema.Probe;
import exo.db.schema.QualifiedName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jooq.Record;
import org.jooq.Result;

/** Answers the planner's questions about indexes that the snapshot leaves out, since only an index build asks them. */
final class IndexProber {
    private static final String NAMES_TAKEN = """
            select c.relname as name
            from unnest(?::text[], ?::text[]) as d (name, owner)
            join pg_namespace n on n.nspname = ?
            join pg_class c on c.relname = d.name and c.relnamespace = n.oid
            left join pg_index x on x.indexrelid = c.oid and not x.indisprimary
            left join pg_class t on t.oid = x.indrelid
            where t.relname is distinct from d.owner
            order by 1""";

    /** A foreign key needs the unique index that it refers to; a published table its replica identity. */
    private static final String DEPENDENTS = """
            select pg_describe_object(d.classid, d.objid, d.objsubid) as dependent
            from pg_index x
            left join pg_constraint c on c.conindid = x.indexrelid and c.contype in ('p', 'u', 'x')
            join pg_depend d on d.deptype = 'n'
                and (d.refclassid = 'pg_class'::regclass and d.refobjid = x.indexrelid
                    or d.refclassid = 'pg_constraint'::regclass and d.refobjid = c.oid)
            where x.indexrelid = to_regclass(?)
            union
            select 'the replica identity of the table'
            from pg_index x
            where x.indexrelid = to_regclass(?) and x.indisreplident
            order by 1""";

    /** Of another role's build only the process can be seen; what it holds locked says whether the table is meant. */
    private static final String BUILDS = """
            select format('pid %%s (%%s, user %%s), for %%s s', p.pid, coalesce(nullif(a.application_name, ''), 'no application name'),
                a.usename, coalesce(extract(epoch from clock_timestamp() - a.query_start)::bigint::text, '?')) as build
            from pg_stat_progress_create_index p
            join pg_stat_activity a using (pid)
            where p.datid = (select oid from pg_database where datname = current_database()) and p.pid <> pg_backend_pid()
              and exists (
                select from (%s) t
                where t.relid = p.relid
                  or p.relid is null and exists (
                    select from pg_locks l
                    where l.pid = p.pid and l.relation = t.relid and l.mode in ('ShareLock', 'ShareUpdateExclusiveLock')))
            order by p.pid""".formatted(RelationTree.of("?"));

    private static final String LEAVES = """
            select n.nspname as schema, c.relname as leaf, c.relkind::text as kind,
                greatest(c.reltuples, 0)::bigint as rows,
                c.relkind = 'r' and pg_relation_size(c.oid) = 0 as empty,
                i.relname as index, x.indisunique as unique, x.indisvalid and x.indisready and x.indislive as valid,
                pg_get_indexdef(x.indexrelid) || case when x.indimmediate then '' else ' DEFERRABLE' end as definition,
                coalesce(p.relname, '') as parent
            from pg_inherits h
            join pg_class c on c.oid = h.inhrelid
            join pg_namespace n on n.oid = c.relnamespace
            left join pg_index x on x.indrelid = c.oid and not x.indisprimary
            left join pg_class i on i.oid = x.indexrelid
            left join pg_inherits g on g.inhrelid = x.indexrelid
            left join pg_class p on p.oid = g.inhparent
            where h.inhparent = to_regclass(?) and not h.inhdetachpending
            order by n.nspname, c.relname, i.relname""";

    private IndexProber() {}

    static Probe.Answer namesTaken(Session session, Probe.NamesTaken probe) {
        List<String> names = new ArrayList<>(probe.names().keySet());
        List<String> owners = names.stream().map(probe.names()::get).toList();
        List<String> taken = session.sql()
                .fetch(
                        NAMES_TAKEN,
                        names.toArray(String[]::new),
                        owners.toArray(String[]::new),
                        probe.table().schema())
                .getValues("name", String.class);
        return new Probe.Answer(taken.size(), taken);
    }

    static Probe.Answer dependents(Session session, Probe.IndexDependents probe) {
        String index = text(session, probe.table().sibling(probe.index()));
        List<String> dependents = session.sql().fetch(DEPENDENTS, index, index).getValues("dependent", String.class);
        return new Probe.Answer(dependents.size(), dependents);
    }

    static Probe.Answer builds(Session session, QualifiedName table) {
        String name = text(session, table);
        List<String> builds = session.sql().fetch(BUILDS, name, name).getValues("build", String.class);
        return new Probe.Answer(builds.size(), builds);
    }

    static Probe.Answer leaves(Session session, QualifiedName table) {
        Map<QualifiedName, List<Record>> byLeaf = new LinkedHashMap<>();
        Result<Record> rows = session.sql().fetch(LEAVES, text(session, table));
        for (Record row : rows) {
            QualifiedName leaf = new QualifiedName(row.get("schema", String.class), row.get("leaf", String.class));
            byLeaf.computeIfAbsent(leaf, name -> new ArrayList<>()).add(row);
        }
        List<LeafState> leaves = byLeaf.entrySet().stream()
                .map(leaf -> leaf(leaf.getKey(), leaf.getValue()))
                .toList();
        return new Probe.Answer(leaves.size(), List.of(), leaves);
    }

    private static LeafState leaf(QualifiedName name, List<Record> rows) {
        Record first = rows.getFirst();
        Kind kind = switch (first.get("kind", String.class)) {
            case "p" -> Kind.PARTITIONED;
            case "f" -> Kind.FOREIGN;
            default -> Kind.TABLE;
        };
        List<ObservedIndex> indexes = rows.stream()
                .filter(row -> row.get("index") != null)
                .map(IndexProber::index)
                .toList();
        return new LeafState(
                name,
                kind,
                first.get("empty", Boolean.class) ? Filling.EMPTY : Filling.USED,
                first.get("rows", Long.class),
                indexes);
    }

    private static ObservedIndex index(Record row) {
        return new ObservedIndex(
                row.get("index", String.class),
                row.get("unique", Boolean.class),
                SnapshotBuilder.fromUsing(row.get("definition", String.class)),
                row.get("valid", Boolean.class) ? ObservedIndex.Readiness.USABLE : ObservedIndex.Readiness.UNFINISHED,
                "",
                row.get("parent", String.class));
    }

    private static String text(Session session, QualifiedName object) {
        return session.sql().render(name(object));
    }
}
