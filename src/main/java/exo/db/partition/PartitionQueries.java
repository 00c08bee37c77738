package exo.db.partition;

import exo.db.database.AdvisoryLock;
import exo.db.database.Session;
import exo.db.database.SqlState;
import exo.db.engine.StaySql;
import exo.db.partition.PartitionSnapshot.Abandoned;
import exo.db.partition.PartitionSnapshot.Detached;
import exo.db.partition.PartitionSnapshot.Detaching;
import exo.db.partition.PartitionSnapshot.MonthlyTable;
import exo.db.partition.PartitionSnapshot.Referrer;
import exo.db.partition.PartitionSnapshot.Stay;
import exo.db.partition.PartitionSnapshot.Trash;
import exo.db.schema.DefaultAdoption;
import exo.db.schema.MonthRange;
import exo.db.schema.ObservedTable.ObservedLeaf;
import exo.db.schema.QualifiedName;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

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

    /** Named here, since the driver would ask the server where else the columns come from. */
    private static final Field<Long> PREMAKE_MONTHS = DSL.field("premake_months", SQLDataType.BIGINT);

    private static final Field<Long> DROP_GRACE_DAYS = DSL.field("drop_grace_days", SQLDataType.BIGINT);

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
                .resultQuery(SETTINGS)
                .coerce(PREMAKE_MONTHS, DROP_GRACE_DAYS)
                .fetchOptional()
                .map(row -> new PartitionPolicy(row.value1(), row.value2()));
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

    static long defaultDays(Session session) {
        return session.sql()
                .fetchSingle("select default_retention_days from maintenance_settings")
                .into(Long.class);
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

    static Instant instant(Record row, String column) {
        return Objects.requireNonNull(row.get(column, Timestamp.class), column).toInstant();
    }

    static org.jooq.Name name(QualifiedName name) {
        return DSL.name(name.schema(), name.name());
    }
}
