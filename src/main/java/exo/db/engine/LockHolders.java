package exo.db.engine;

import exo.db.database.Session;
import exo.db.schema.LockMode;
import exo.db.schema.QualifiedName;
import exo.db.schema.Step;
import exo.db.schema.TableLock;
import java.util.ArrayList;
import java.util.List;
import org.jooq.Record;

/** Says who holds the tables that a step could not lock: the name that an operator looks for first. */
final class LockHolders {
    /** Modes that conflict with nobody but the strongest are left out by the last condition. */
    private static final String HOLDERS = """
            select a.pid, coalesce(a.usename, '') as usename, coalesce(a.application_name, '') as application_name,
                coalesce(a.backend_type, '') as backend_type, coalesce(a.state, '') as state,
                coalesce(extract(epoch from clock_timestamp() - a.xact_start)::bigint, 0) as age,
                regexp_replace(left(coalesce(a.query, ''), 60), '\\s+', ' ', 'g') as query, l.mode
            from pg_locks l
            join pg_stat_activity a using (pid)
            where l.locktype = 'relation' and l.granted and a.pid <> pg_backend_pid()
              and l.database = (select oid from pg_database where datname = current_database())
              and (l.relation = to_regclass(?) or l.relation in (
                  select inhrelid from pg_inherits where inhparent = to_regclass(?)))
            order by a.xact_start nulls last""";

    private LockHolders() {}

    static List<Holder> of(Session session, Step step) {
        return of(session, step.locks());
    }

    /** Who keeps others from reading a table. */
    static String ofTable(Session session, QualifiedName table) {
        return text(of(session, List.of(new TableLock(table, LockMode.ACCESS_SHARE))));
    }

    /** Whether anybody does. */
    static boolean isHeld(Session session, QualifiedName table) {
        return !of(session, List.of(new TableLock(table, LockMode.ACCESS_SHARE)))
                .isEmpty();
    }

    private static List<Holder> of(Session session, List<TableLock> locks) {
        List<Holder> holders = new ArrayList<>();
        for (TableLock lock : locks) {
            String table = ChangeSql.sql("{0}", ChangeSql.name(lock.table()));
            for (Record row : session.sql().fetch(HOLDERS, table, table)) {
                if (conflicts(lock.mode(), row.get("mode", String.class))) {
                    holders.add(Holder.from(row));
                }
            }
        }
        return holders;
    }

    static String text(List<Holder> holders) {
        return "held by "
                + String.join(
                        "; ", holders.stream().map(Holder::toString).distinct().toList());
    }

    static boolean areAllAutovacuum(List<Holder> holders) {
        return !holders.isEmpty()
                && holders.stream().allMatch(holder -> holder.backend().equals("autovacuum worker"));
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
            case ROW_EXCLUSIVE, ACCESS_SHARE -> held.equals("AccessExclusiveLock");
        };
    }

    /** A session that is in the way. */
    record Holder(int pid, String user, String application, String backend, String state, long seconds, String query) {
        static Holder from(Record row) {
            return new Holder(
                    row.get("pid", Integer.class),
                    row.get("usename", String.class),
                    row.get("application_name", String.class),
                    row.get("backend_type", String.class),
                    row.get("state", String.class),
                    row.get("age", Long.class),
                    row.get("query", String.class));
        }

        @Override
        public String toString() {
            String who = application.isEmpty() ? backend : application;
            return "pid " + pid + " (" + who + ", user " + user + ", " + state + ", transaction open for " + seconds
                    + " s: " + query + ")";
        }
    }
}
