package exo.db.partition;

import exo.db.database.Session;
import exo.db.model.RetentionWindows;
import exo.db.partition.PartitionJudge.Flaw;
import exo.db.partition.PartitionReport.Deployment;
import exo.db.partition.PartitionReport.Pin;
import exo.db.partition.PartitionSnapshot.Weight;
import exo.db.schema.MonthRange;
import exo.db.schema.QualifiedName;
import java.time.YearMonth;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jooq.Record;
import org.jooq.impl.DSL;

/** The SQL about what leaves hold and lack; that about their places and names is in {@link PartitionQueries}. */
final class LeafQueries {
    /** Of all leaves at once, and only what is wrong. */
    private static final String FLAWS = """
            with leaf as (
                select p.oid as parent, c.oid, c.relname, c.relkind, c.reltuples
                from pg_class p
                join pg_inherits i on i.inhparent = p.oid and not i.inhdetachpending
                join pg_class c on c.oid = i.inhrelid
                where p.oid = to_regclass(?)
            ), part as (
                select h.inhparent as whole, x.indrelid as leaf, bool_or(x.indisvalid) as valid
                from pg_index w
                join pg_inherits h on h.inhparent = w.indexrelid
                join pg_index x on x.indexrelid = h.inhrelid
                where w.indrelid = to_regclass(?)
                group by 1, 2
            )
            select case when part.leaf is null then 'INDEX_MISSING' else 'INDEX_INVALID' end as kind,
                leaf.relname as leaf, n.relname as index
            from leaf
            join pg_index w on w.indrelid = leaf.parent
            join pg_class n on n.oid = w.indexrelid
            left join part on part.whole = w.indexrelid and part.leaf = leaf.oid
            where part.valid is not true
            union all
            select 'NEVER_ANALYSED', relname, ''
            from leaf
            where relkind = 'r' and reltuples < 0 and pg_relation_size(oid) > 0
            order by 1, 3, 2""";

    /** When the window of the last of its rows that belong to a deployment passes, and whose that is. */
    private static final String PINNED_UNTIL = """
            select d.id as deployment, d.name,
                last.at + greatest(coalesce(d.retention_days, s.default_retention_days), {1}) * interval '24 hours'
                    as until
            from maintenance_settings s
            cross join deployments d
            cross join lateral (select max(e.created_at) as at from {0} e where e.deployment_id = d.id) last
            where last.at is not null
            order by until desc
            limit 1""";

    private static final String HELD =
            "select id, name from deployments where id in (select deployment_id from retention_holds)";

    private static final String DEFAULT_ROWS = """
            select extract(year from month)::int as year, extract(month from month)::int as month, count(*) as rows
            from {0}
            cross join lateral (select date_trunc('month', created_at at time zone 'UTC')) t (month)
            where created_at >= {1}::timestamptz and created_at < {2}::timestamptz
            group by t.month""";

    /**
     * As the server's planner counts: by the rows that a page held when it was last looked at. A partition that was
     * never analysed and has no pages holds no rows, and so its rows are known; one that had none when it was analysed
     * and has some by now is not known at all.
     */
    private static final String WEIGHTS = """
            select n.nspname as schema, c.relname as name,
                case
                    when c.relkind = 'r' and pg_relation_size(c.oid) = 0 then 0
                    when c.reltuples >= 0 and c.relpages > 0 then (c.reltuples / c.relpages
                        * (pg_relation_size(c.oid) / current_setting('block_size')::int))::bigint
                end as rows,
                coalesce(pg_total_relation_size(c.oid), 0) as bytes
            from pg_inherits i
            join pg_class c on c.oid = i.inhrelid
            join pg_namespace n on n.oid = c.relnamespace
            join pg_class p on p.oid = i.inhparent
            where p.relname = ? and p.relnamespace = (select oid from pg_namespace where nspname = ?)""";

    private LeafQueries() {}

    static Map<QualifiedName, Weight> weights(Session session, QualifiedName parent) {
        Map<QualifiedName, Weight> weights = new HashMap<>();
        for (Record row : session.sql().fetch(WEIGHTS, parent.name(), parent.schema())) {
            weights.put(
                    new QualifiedName(row.get("schema", String.class), row.get("name", String.class)),
                    new Weight(Optional.ofNullable(row.get("rows", Long.class)), row.get("bytes", Long.class)));
        }
        return weights;
    }

    static long rows(Session session, QualifiedName partition) {
        return session.sql()
                .fetchSingle("select count(*) as rows from {0}", PartitionQueries.name(partition))
                .get("rows", Long.class);
    }

    /** How many rows of each month in the span lie in the default partition. */
    static Map<YearMonth, Long> defaultRows(Session session, QualifiedName partition, MonthRange span) {
        Map<YearMonth, Long> rows = new HashMap<>();
        for (Record row : session.sql()
                .fetch(
                        DEFAULT_ROWS,
                        PartitionQueries.name(partition),
                        DSL.inline(span.from().toString()),
                        DSL.inline(span.to().toString()))) {
            rows.put(
                    YearMonth.of(row.get("year", Integer.class), row.get("month", Integer.class)),
                    row.get("rows", Long.class));
        }
        return rows;
    }

    /** What is wrong with leaves beside their bounds. */
    static List<Flaw> flaws(Session session, QualifiedName parent) {
        String table = session.sql().render(PartitionQueries.name(parent));
        return session.sql()
                .fetch(FLAWS, table, table)
                .map(row -> new Flaw(
                        Flaw.Kind.valueOf(row.get("kind", String.class)),
                        row.get("leaf", String.class),
                        row.get("index", String.class)));
    }

    /** The deployments of which everything is kept. */
    static Map<UUID, Deployment> held(Session session) {
        return session.sql().fetch(HELD).stream()
                .map(row -> new Deployment(row.get("id", UUID.class), row.get("name", String.class)))
                .collect(Collectors.toMap(Deployment::id, Function.identity()));
    }

    /** Until when windows of deployments keep rows of the partition; one probe of an index for each deployment. */
    static Optional<Pin> pinnedUntil(Session session, QualifiedName parent, QualifiedName partition) {
        String floor = RetentionWindows.hasAuditFloor(parent.name()) ? "s.audit_floor_days" : "0";
        return session.sql()
                .fetchOptional(PINNED_UNTIL, PartitionQueries.name(partition), DSL.raw(floor))
                .map(row -> new Pin(
                        Pin.Reason.WINDOW,
                        Optional.of(new Deployment(row.get("deployment", UUID.class), row.get("name", String.class))),
                        Optional.of(PartitionQueries.instant(row, "until"))));
    }
}
