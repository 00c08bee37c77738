package exo.db.partition;

import exo.db.database.Session;
import exo.db.partition.DefaultSnapshot.Leftover;
import exo.db.partition.DefaultSnapshot.Outliers;
import exo.db.partition.DefaultSnapshot.Pile;
import exo.db.schema.DefaultAdoption;
import exo.db.schema.DefaultStaging;
import exo.db.schema.MonthRange;
import exo.db.schema.ObservedTable.ObservedCheck;
import exo.db.schema.QualifiedName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jooq.Name;
import org.jooq.Record;
import org.jooq.impl.DSL;

/** What is asked of a default partition before its rows are given partitions; reads only. */
final class DefaultQueries {
    private static final int FIRST_IDS = 5;

    /**
     * Rows can only lie between two bounds, so a gap is known by the bound before it: found by halving, not one by one.
     */
    private static final String PILES = """
            select width_bucket(created_at, {1}::timestamptz[]) as bucket, count(*) as rows
            from only {0}
            group by bucket""";

    private static final String OUTLIERS = """
            select count(*) as rows, min(created_at)::text as oldest, max(created_at)::text as newest,
                array(select id::text from only {0} where {1} order by created_at, id limit {2}) as ids
            from only {0}
            where {1}""";

    private static final String LEFTOVER = """
            select
                (select count(*) from pg_class c
                    where c.relnamespace = (select oid from pg_namespace where nspname = ?) and c.relkind = 'r'
                      and not c.relispartition and obj_description(c.oid, 'pg_class') = ?) as tables,
                coalesce(obj_description(to_regproc(?), 'pg_proc'), '') as purpose,
                (select count(*) from pg_trigger
                    where tgrelid = to_regclass(?) and tgname = any (?) and tgenabled = 'A') = 2 as following""";

    private static final String CHECKS =
            "select conname as name, convalidated as validated from pg_constraint where conrelid = to_regclass(?)"
                    + " and contype = 'c' order by conname";

    private static final String TAKEN = """
            select c.relname as name
            from pg_class c
            where c.relnamespace = (select oid from pg_namespace where nspname = ?) and starts_with(c.relname, ?)
              and coalesce(obj_description(c.oid, 'pg_class'), '') <> ?""";

    private DefaultQueries() {}

    static boolean isEmpty(Session session, QualifiedName table) {
        return !session.sql()
                .fetchSingle("select exists (select from only {0})", name(table))
                .into(Boolean.class);
    }

    static long bytes(Session session, QualifiedName table) {
        return session.sql()
                .fetchSingle("select pg_relation_size(?::regclass)", text(session, table))
                .into(Long.class);
    }

    /**
     * Counts the rows of each gap.
     *
     * @param gaps in order; what lies before the first and after the last is not counted
     */
    static List<Pile> piles(Session session, QualifiedName table, List<MonthRange> gaps) {
        List<Instant> ends = gaps.stream()
                .flatMap(gap -> java.util.stream.Stream.of(gap.from(), gap.to()))
                .distinct()
                .sorted()
                .toList();
        String thresholds =
                String.join(",", ends.stream().map(Instant::toString).toList());
        Map<Instant, Long> rows = new HashMap<>();
        for (Record row : session.sql().fetch(PILES, name(table), DSL.inline("{" + thresholds + "}"))) {
            int bucket = row.get("bucket", Integer.class);
            if (bucket > 0) {
                rows.put(ends.get(bucket - 1), row.get("rows", Long.class));
            }
        }
        List<Pile> piles = new ArrayList<>();
        for (MonthRange gap : gaps) {
            if (rows.containsKey(gap.from())) {
                piles.add(new Pile(gap, rows.get(gap.from())));
            }
        }
        return piles;
    }

    /** None where there are no such rows. */
    static List<Outliers> outliers(Session session, QualifiedName table, Outliers.Kind kind, Instant limit) {
        String comparison =
                kind == Outliers.Kind.EXPIRED ? "created_at < {0}::timestamptz" : "created_at >= {0}::timestamptz";
        Record row = session.sql()
                .fetchSingle(
                        OUTLIERS,
                        name(table),
                        DSL.condition(comparison, DSL.inline(limit.toString())),
                        DSL.inline(FIRST_IDS));
        long rows = row.get("rows", Long.class);
        return rows == 0
                ? List.of()
                : List.of(new Outliers(
                        kind,
                        limit,
                        rows,
                        row.get("oldest", String.class),
                        row.get("newest", String.class),
                        List.of(row.get("ids", String[].class))));
    }

    static Leftover leftover(Session session, QualifiedName parent, QualifiedName table) {
        Record row = session.sql()
                .fetchSingle(
                        LEFTOVER,
                        parent.schema(),
                        DefaultStaging.mark(parent),
                        text(session, DefaultStaging.function(parent)),
                        text(session, table),
                        new String[] {DefaultStaging.TRIGGER, DefaultStaging.TRIGGER + "_truncate"});
        List<ObservedCheck> proofs = session.sql().fetch(CHECKS, text(session, table)).stream()
                .map(check ->
                        new ObservedCheck(check.get("name", String.class), "", check.get("validated", Boolean.class)))
                .filter(check -> DefaultAdoption.isProof(check.name()))
                .toList();
        return new Leftover(
                row.get("tables", Long.class),
                row.get("purpose", String.class),
                row.get("following", Boolean.class),
                proofs);
    }

    static Set<String> taken(Session session, QualifiedName parent) {
        return Set.copyOf(session.sql()
                .fetch(TAKEN, parent.schema(), parent.name() + "_", DefaultStaging.mark(parent))
                .getValues("name", String.class));
    }

    private static Name name(QualifiedName table) {
        return DSL.name(table.schema(), table.name());
    }

    private static String text(Session session, QualifiedName object) {
        return session.sql().render(name(object));
    }
}
