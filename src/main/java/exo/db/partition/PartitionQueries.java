package exo.db.partition;

import exo.db.database.AdvisoryLock;
import exo.db.database.Session;
import exo.db.database.SqlState;
import exo.db.engine.StaySql;
import exo.db.model.Clocks;
import exo.db.model.RetentionWindows;
import exo.db.partition.PartitionJudge.Flaw;
import exo.db.partition.PartitionReport.Pin;
import exo.db.partition.PartitionSnapshot.Abandoned;
import exo.db.partition.PartitionSnapshot.Detached;
import exo.db.partition.PartitionSnapshot.Detaching;
import exo.db.partition.PartitionSnapshot.MonthlyTable;
import exo.db.partition.PartitionSnapshot.Referrer;
import exo.db.partition.PartitionSnapshot.Stay;
import exo.db.partition.PartitionSnapshot.Trash;
import exo.db.partition.PartitionSnapshot.Weight;
import exo.db.schema.DefaultAdoption;
import exo.db.schema.MonthRange;
import exo.db.schema.ObservedTable.ObservedLeaf;
import exo.db.schema.QualifiedName;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jooq.Record;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

/** All SQL of this package; reads only. */
final class PartitionQueries {
    private static final String FACTS = """
            select clock_timestamp() as now, quote_ident(current_user) as role,
                to_regclass('maintenance_settings') is not null as has_settings,
                to_regclass('deployments') is not null and to_regclass('retention_holds') is not null
                    and to_regclass('maintenance_runs') is not null
                    and to_regclass('detached_partitions') is not null as has_ledger,
                exists (select from pg_constraint
                    where conname >= 'exo_default_within_' and conname < 'exo_default_within`'
                      and connamespace = quote_ident(current_schema())::regnamespace) as has_proofs,
                case
                    when to_regnamespace('exo_trash') is not null then
                        case when has_schema_privilege('exo_trash', 'CREATE')
                            and has_schema_privilege('exo_trash', 'USAGE') then 'READY' else 'CLOSED' end
                    when has_database_privilege(current_database(), 'CREATE') then 'TO_BE_CREATED'
                    else 'MISSING'
                end as trash""";

    private static final String SETTINGS = "select premake_months, drop_grace_days from maintenance_settings";

    /** Both in one statement: a run that begins between two would make the clock look as if it had been set back. */
    private static final String CLOCKS =
            "select clock_timestamp() as now, (select max(started_at) from maintenance_runs) as last_run";

    private static final String TAKEN = """
            select c.relname as name
            from pg_class c
            where c.relnamespace = (select oid from pg_namespace where nspname = ?) and c.relname = any (?)""";

    /** Nobody is at work on them while nobody else holds the lock of the schema. */
    private static final String ABANDONED_PROOFS = """
            select n.nspname as schema, c.relname as name, p.conname as proof
            from pg_constraint p
            join pg_class c on c.oid = p.conrelid
            join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = ? and p.contype = 'c' and starts_with(p.conname, ?)
              and not exists (select from pg_locks l
                where l.locktype = 'advisory' and l.granted and l.objsubid = 1 and l.pid <> pg_backend_pid()
                  and l.database = (select oid from pg_database where datname = current_database())
                  and l.classid::bigint = (?::bigint >> 32) & 4294967295
                  and l.objid::bigint = ?::bigint & 4294967295)
            order by 1, 2, 3""";

    /** Tables that have the parent's columns, and so could be its partitions. */
    private static final String ATTACHABLE = """
            select c.relname as name
            from pg_class c
            where c.relnamespace = (select oid from pg_namespace where nspname = {0}) and c.relname = any ({1})
              and c.relkind in ('r', 'p') and not c.relispartition
              and not exists (
                (select attname, atttypid, atttypmod from pg_attribute
                    where attrelid = to_regclass({2}) and attnum > 0 and not attisdropped)
                except
                (select attname, atttypid, atttypmod from pg_attribute
                    where attrelid = c.oid and attnum > 0 and not attisdropped))""";

    private static final String DEFAULT_BYTES_AND_OWNER = """
            select coalesce(pg_relation_size(to_regclass(?)), 0) as bytes,
                (select quote_ident(r.rolname) from pg_class c join pg_roles r on r.oid = c.relowner
                    where c.oid = to_regclass(?) and r.rolname <> current_user
                      and not (pg_has_role(c.relowner, 'SET')
                        and has_schema_privilege(c.relowner, c.relnamespace, 'CREATE'))) as owner""";

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
            select d.id as deployment,
                last.at + greatest(coalesce(d.retention_days, s.default_retention_days), {1}) * interval '24 hours'
                    as until
            from maintenance_settings s
            cross join deployments d
            cross join lateral (select max(e.created_at) as at from {0} e where e.deployment_id = d.id) last
            where last.at is not null
            order by until desc
            limit 1""";

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

    private static final String DEFAULT_ROWS = """
            select extract(year from month)::int as year, extract(month from month)::int as month, count(*) as rows
            from {0}
            cross join lateral (select date_trunc('month', created_at at time zone 'UTC')) t (month)
            where created_at >= {1}::timestamptz and created_at < {2}::timestamptz
            group by t.month""";

    private static final String DETACHED = """
            select id, parent, name, trash_name, drop_after, coalesce(bytes, 0) as bytes,
                coalesce(estimated_rows, 0) as rows,
                case when isfinite(lower_bound) then lower_bound end as lower_bound,
                case when isfinite(upper_bound) then upper_bound end as upper_bound
            from detached_partitions
            where state = ?
            order by id""";

    /** A key of a partitioned table has a part in every partition, which goes with it. */
    private static final String REFERRERS = """
            select n.nspname as schema, c.relname as name, k.conrelid::regclass::text as referring,
                quote_ident(k.conname) as constraint
            from pg_constraint k
            join pg_class c on c.oid = k.confrelid
            join pg_namespace n on n.oid = c.relnamespace
            left join pg_inherits i on i.inhrelid = c.oid
            where k.contype = 'f' and k.conparentid = 0 and to_regclass(?) in (c.oid, i.inhparent)
            order by 3, 4""";

    private PartitionQueries() {}

    /**
     * What the rest of the reading depends on.
     *
     * @param hasSettings whether {@code maintenance_settings} exists
     * @param hasLedger whether the other tables exist that say what may be dropped
     * @param hasProofs whether an adoption of a default partition is under way or was given up
     */
    record Facts(Instant now, Trash trash, boolean hasSettings, boolean hasLedger, boolean hasProofs) {}

    static Facts facts(Session session) {
        Record row = session.sql().fetchSingle(FACTS);
        return new Facts(
                instant(row, "now"),
                new Trash(Trash.Access.valueOf(row.get("trash", String.class)), row.get("role", String.class)),
                row.get("has_settings", Boolean.class),
                row.get("has_ledger", Boolean.class),
                row.get("has_proofs", Boolean.class));
    }

    /** Empty until migrate has inserted the row. */
    static Optional<PartitionPolicy> policy(Session session) {
        return session.sql()
                .fetchOptional(SETTINGS)
                .map(row -> new PartitionPolicy(
                        row.get("premake_months", Long.class), row.get("drop_grace_days", Long.class)));
    }

    static Clocks clocks(Session session, Clock machine) {
        Record row = session.sql().fetchSingle(CLOCKS);
        return new Clocks(
                instant(row, "now"),
                machine.instant(),
                Optional.ofNullable(row.get("last_run", Timestamp.class)).map(Timestamp::toInstant));
    }

    /** Which of the names are relations of the schema. */
    static Set<String> taken(Session session, Collection<String> names) {
        return Set.copyOf(session.sql()
                .fetch(TAKEN, session.schema(), names.toArray(String[]::new))
                .getValues("name", String.class));
    }

    /** Checks on default partitions by adoptions that were given up. */
    static List<Abandoned> abandonedProofs(Session session) {
        long lock = AdvisoryLock.key(session.schema(), DefaultService.LOCK);
        return session.sql()
                .fetch(ABANDONED_PROOFS, session.schema(), DefaultAdoption.PROOF, lock, lock)
                .map(row -> new Abandoned(
                        new QualifiedName(row.get("schema", String.class), row.get("name", String.class)),
                        row.get("proof", String.class)));
    }

    static MakingFacts makingFacts(Session session, MonthlyTable table, Set<String> taken) {
        Set<String> attachable = taken.isEmpty()
                ? Set.of()
                : Set.copyOf(session.sql()
                        .fetch(
                                ATTACHABLE,
                                DSL.val(table.name().schema()),
                                DSL.val(taken.toArray(String[]::new)),
                                DSL.val(session.sql().render(name(table.name()))))
                        .getValues("name", String.class));
        Record row = session.sql()
                .fetchSingle(
                        DEFAULT_BYTES_AND_OWNER,
                        text(session, table.defaultPartition()),
                        text(session, table.newest()));
        return new MakingFacts(
                attachable, row.get("bytes", Long.class), Optional.ofNullable(row.get("owner", String.class)));
    }

    /** The empty text is no table's. */
    private static String text(Session session, Optional<ObservedLeaf> leaf) {
        return leaf.map(found -> session.sql().render(name(found.name()))).orElse("");
    }

    static Map<QualifiedName, Weight> weights(Session session, QualifiedName parent) {
        Map<QualifiedName, Weight> weights = new HashMap<>();
        for (Record row : session.sql().fetch(WEIGHTS, parent.name(), parent.schema())) {
            weights.put(
                    new QualifiedName(row.get("schema", String.class), row.get("name", String.class)),
                    new Weight(Optional.ofNullable(row.get("rows", Long.class)), row.get("bytes", Long.class)));
        }
        return weights;
    }

    /** How many rows of each month in the span lie in the default partition. */
    static Map<YearMonth, Long> defaultRows(Session session, QualifiedName partition, MonthRange span) {
        Map<YearMonth, Long> rows = new HashMap<>();
        for (Record row : session.sql()
                .fetch(
                        DEFAULT_ROWS,
                        name(partition),
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
        String table = session.sql().render(name(parent));
        return session.sql()
                .fetch(FLAWS, table, table)
                .map(row -> new Flaw(
                        Flaw.Kind.valueOf(row.get("kind", String.class)),
                        row.get("leaf", String.class),
                        row.get("index", String.class)));
    }

    /** Until when windows of deployments keep rows of the partition; one probe of an index for each deployment. */
    static Optional<Pin> pinnedUntil(Session session, QualifiedName parent, QualifiedName partition) {
        String floor = RetentionWindows.hasAuditFloor(parent.name()) ? "s.audit_floor_days" : "0";
        return session.sql()
                .fetchOptional(PINNED_UNTIL, name(partition), DSL.raw(floor))
                .map(row -> new Pin(
                        Pin.Reason.WINDOW,
                        Optional.ofNullable(row.get("deployment", UUID.class)),
                        Optional.of(instant(row, "until"))));
    }

    static long defaultDays(Session session) {
        return session.sql()
                .fetchSingle("select default_retention_days from maintenance_settings")
                .into(Long.class);
    }

    static long rows(Session session, QualifiedName partition) {
        return session.sql()
                .fetchSingle("select count(*) as rows from {0}", name(partition))
                .get("rows", Long.class);
    }

    static List<Detached> detached(Session session) {
        return session.sql().fetch(DETACHED, "detached").map(PartitionQueries::detached);
    }

    static List<Detaching> detaching(Session session) {
        return session.sql()
                .fetch(DETACHED, "detaching")
                .map(row -> new Detaching(
                        row.get("parent", String.class),
                        row.get("name", String.class),
                        row.get("trash_name", String.class),
                        range(row),
                        row.get("rows", Long.class),
                        row.get("bytes", Long.class)));
    }

    /** The foreign keys to a table and to its partitions, by what they refer to. */
    static Map<QualifiedName, List<Referrer>> referrers(Session session, QualifiedName parent) {
        return session.sql()
                .fetch(REFERRERS, session.sql().render(name(parent)))
                .intoGroups(
                        row -> new QualifiedName(row.get("schema", String.class), row.get("name", String.class)),
                        row -> new Referrer(row.get("referring", String.class), row.get("constraint", String.class)));
    }

    /** The bounds that the ledger remembers; open ends are NULL there. */
    static MonthRange range(Record row) {
        Timestamp from = row.get("lower_bound", Timestamp.class);
        Timestamp to = row.get("upper_bound", Timestamp.class);
        return new MonthRange(from == null ? Instant.MIN : from.toInstant(), to == null ? Instant.MAX : to.toInstant());
    }

    /** Why a row of the partition must stay; empty when the partition may go. */
    static Optional<Stay> whyItStays(Session session, QualifiedName parent, QualifiedName partition, MonthRange range) {
        return stay(session, StaySql.whyItStays(parent, partition, range));
    }

    /** Why a row that was set aside must stay after all; empty where the table is gone. */
    static Optional<Stay> whyItStaysInTrash(
            Session session, QualifiedName parent, QualifiedName trash, MonthRange range) {
        boolean present = Boolean.TRUE.equals(session.sql()
                .fetchValue("select to_regclass(?) is not null", session.sql().render(name(trash))));
        try {
            return present ? whyItStays(session, parent, trash, range) : Optional.empty();
        } catch (DataAccessException e) {
            if (SqlState.is(e, SqlState.UNDEFINED_TABLE)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static Optional<Stay> stay(Session session, String query) {
        return session.sql()
                .fetchOptional(query)
                .map(row -> new Stay(
                        Stay.Reason.valueOf(row.get("reason", String.class).toUpperCase(Locale.ROOT)),
                        Optional.ofNullable(row.get("deployment", UUID.class))));
    }

    private static Detached detached(Record row) {
        return new Detached(
                row.get("id", Long.class),
                row.get("parent", String.class),
                row.get("name", String.class),
                row.get("trash_name", String.class),
                range(row),
                instant(row, "drop_after"),
                row.get("bytes", Long.class),
                Optional.empty());
    }

    private static Instant instant(Record row, String column) {
        return Objects.requireNonNull(row.get(column, Timestamp.class), column).toInstant();
    }

    private static org.jooq.Name name(QualifiedName name) {
        return DSL.name(name.schema(), name.name());
    }
}
