package exo.db.engine;

import exo.db.database.Session;
import exo.db.schema.LockMode;
import exo.db.schema.QualifiedName;
import exo.db.schema.TableLock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jooq.Record;

/** Says who holds the tables that a step could not lock: the name that an operator looks for first. */
public final class LockHolders {
    /**
     * What is shown of a session. Of others' sessions a role without {@code pg_read_all_stats} sees no backend type and
     * no query; autovacuum is told by having no user then, and a vacuum against wraparound by the age of its table.
     */
    private static final String SESSION = """
            coalesce(a.pid, 0) as pid, coalesce(a.usename, '') as usename,
                coalesce(a.backend_type, case when a.usesysid is null then 'autovacuum worker' end, '') as backend_type,
                coalesce(a.state, '') as state,
                coalesce(extract(epoch from clock_timestamp() - a.xact_start)::bigint, 0) as age,
                regexp_replace(left(coalesce(a.query, ''), 60), '\\s+', ' ', 'g') as query""";

    /** Without {@code pg_partition_tree}, which itself waits for the lock of every partition. */
    private static final String HOLDERS = """
            with recursive tree as (
                select to_regclass(?)::oid as relid
                union
                select i.inhrelid from tree join pg_inherits i on i.inhparent = tree.relid where ?
            )
            select %s,
                coalesce(a.application_name, 'prepared transaction ' || split_part(l.virtualtransaction, '/', 2))
                    as application_name,
                l.mode,
                (a.query like '%%(to prevent wraparound)%%' or c.relkind in ('r', 'm', 't')
                    and (age(c.relfrozenxid) > current_setting('autovacuum_freeze_max_age')::int
                        or mxid_age(c.relminmxid) > current_setting('autovacuum_multixact_freeze_max_age')::int))
                    is true as wraparound
            from pg_locks l
            join pg_class c on c.oid = l.relation
            left join pg_stat_activity a using (pid)
            where l.locktype = 'relation' and l.granted and l.pid is distinct from pg_backend_pid()
              and l.database = (select oid from pg_database where datname = current_database())
              and l.relation in (select relid from tree)
            order by a.xact_start nulls last""".formatted(SESSION);

    private static final String BLOCKERS = """
            select %s, coalesce(a.application_name, '') as application_name, '' as mode, false as wraparound
            from pg_stat_activity a
            where a.pid = any (pg_blocking_pids(?))
            order by a.xact_start nulls last""".formatted(SESSION);

    private LockHolders() {}

    /** How far a lock of a partitioned table goes. */
    enum Reach {
        /** The table that is named. */
        ALONE,
        /** Its partitions too, as for most changes of its definition. */
        WITH_PARTITIONS
    }

    static List<Holder> of(Session session, List<TableLock> locks, Reach reach) {
        List<Holder> holders = new ArrayList<>();
        for (TableLock lock : locks) {
            String table = ChangeSql.sql("{0}", ChangeSql.name(lock.table()));
            for (Record row : session.sql().fetch(HOLDERS, table, reach == Reach.WITH_PARTITIONS)) {
                if (conflicts(lock.mode(), row.get("mode", String.class))) {
                    holders.add(Holder.from(row));
                }
            }
        }
        return holders;
    }

    /** Whom a session waits for at this moment, as another one sees it; also an index build for an old transaction. */
    static List<Holder> blocking(Session beside, int backend) {
        return beside.sql().fetch(BLOCKERS, backend).map(Holder::from);
    }

    /** Who keeps others from reading a table. */
    static String ofTable(Session session, QualifiedName table) {
        return text(readersBlocked(session, table));
    }

    /**
     * Who may hold rows of a table, or the table itself, against a statement that deletes; empty where nobody does by
     * now. Which rows are held cannot be seen from outside.
     */
    public static String ofRows(Session session, QualifiedName table) {
        List<Holder> holders = session.sql().fetch(HOLDERS, ChangeSql.sql("{0}", ChangeSql.name(table)), false).stream()
                .filter(row -> !row.get("mode", String.class).equals("AccessShareLock"))
                .map(Holder::from)
                .toList();
        return holders.isEmpty() ? "" : text(holders);
    }

    /** Whether anybody does. */
    static boolean isHeld(Session session, QualifiedName table) {
        return !readersBlocked(session, table).isEmpty();
    }

    private static List<Holder> readersBlocked(Session session, QualifiedName table) {
        return of(session, List.of(new TableLock(table, LockMode.ACCESS_SHARE)), Reach.WITH_PARTITIONS);
    }

    static String text(List<Holder> holders) {
        return "held by "
                + String.join(
                        "; ", holders.stream().map(Holder::toString).distinct().toList());
    }

    static boolean areAllAutovacuum(List<Holder> holders) {
        return !holders.isEmpty() && holders.stream().allMatch(Holder::isAutovacuum);
    }

    /** Whether a vacuum is among them that gives way to nobody. */
    static boolean areUnyielding(List<Holder> holders) {
        return holders.stream().anyMatch(holder -> holder.isAutovacuum() && holder.againstWraparound());
    }

    /** Table 13.2 of the manual, for the modes that steps take. */
    private static boolean conflicts(LockMode wanted, String held) {
        return switch (wanted) {
            case ACCESS_EXCLUSIVE -> true;
            case SHARE_ROW_EXCLUSIVE -> !held.equals("AccessShareLock") && !held.equals("RowShareLock");
            case SHARE ->
                !List.of("AccessShareLock", "RowShareLock", "ShareLock").contains(held);
            case SHARE_UPDATE_EXCLUSIVE ->
                !List.of("AccessShareLock", "RowShareLock", "RowExclusiveLock").contains(held);
            case ROW_EXCLUSIVE ->
                Stream.of("ShareLock", "ShareRowExclusiveLock", "ExclusiveLock", "AccessExclusiveLock")
                        .anyMatch(held::equals);
            case ACCESS_SHARE -> held.equals("AccessExclusiveLock");
        };
    }

    /**
     * A session that is in the way.
     *
     * @param seconds how long its transaction has been open
     */
    record Holder(
            int pid,
            String user,
            String application,
            String backend,
            String state,
            long seconds,
            String query,
            boolean againstWraparound) {
        static Holder from(Record row) {
            return new Holder(
                    row.get("pid", Integer.class),
                    row.get("usename", String.class),
                    row.get("application_name", String.class),
                    row.get("backend_type", String.class),
                    row.get("state", String.class),
                    row.get("age", Long.class),
                    row.get("query", String.class),
                    row.get("wraparound", Boolean.class));
        }

        boolean isAutovacuum() {
            return pid != 0 && backend.equals("autovacuum worker");
        }

        @Override
        public String toString() {
            String who = application.isEmpty() ? backend : application;
            return "pid " + pid + " (" + who + ", user " + user + ", " + state + ", transaction open for " + seconds
                    + " s: " + query + ")";
        }
    }
}
