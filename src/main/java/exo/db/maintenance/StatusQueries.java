package exo.db.maintenance;

import exo.db.database.AdvisoryLock;
import exo.db.database.Session;
import exo.db.maintenance.StatusReport.Keyring.Entry;
import exo.db.maintenance.StatusReport.Recordings;
import exo.db.maintenance.StatusReport.Retention;
import exo.db.maintenance.StatusReport.Run;
import exo.db.maintenance.StatusReport.UnfinishedStep;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jooq.Param;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** What the page asks of this tool's tables; each of them must be there. */
final class StatusQueries {
    private static final String STORED_VERSION = "select schema_version from schema_state where id = 1";

    private static final String KEYRING = """
            select kid, state, root_key_fingerprint, next_root_key_fingerprint, created_at, escrow_verified_at
            from encryption_keys
            order by created_at, kid""";

    private static final String TRASHED = "select count(*) from detached_partitions where state = 'detached'";

    private static final String WINDOWS = """
            select count(*) as deployments, count(retention_days) as own_windows,
                (select count(*) from retention_holds) as holds
            from deployments""";

    private static final String RECORDINGS = """
            select count(*) as files, coalesce(sum(cast_bytes), 0)::bigint as bytes
            from (select cast_bytes from sessions where cast_path is not null limit ?) some_rows""";

    private static final String RUNS = """
            select command, trigger, holder, started_at, finished_at, outcome,
                concat_ws(': ', nullif(report ->> 'what', ''), nullif(report ->> 'why', '')) as failure
            from maintenance_runs
            where id in (select id from maintenance_runs order by id desc limit 5)
               or id = (select id from maintenance_runs where command = 'migrate' order by id desc limit 1)
            order by id desc""";

    /**
     * The run that is at it holds the lock of the schema, and has since before the step. Who may not see since when
     * takes the holder for that one.
     */
    private static final String UNFINISHED = """
            select step, state, runner, started_at,
                exists (
                    select from pg_locks l left join pg_stat_activity a on a.pid = l.pid
                    where l.locktype = 'advisory' and l.granted and l.objsubid = 1
                      and l.database = (select oid from pg_database where datname = current_database())
                      and l.classid::bigint = ({0} >> 32) & 4294967295
                      and l.objid::bigint = {0} & 4294967295
                      and coalesce(a.backend_start, '-infinity') <= s.started_at
                ) as is_running
            from migration_steps s
            where state <> 'done'
            order by started_at, id""";

    private static final String LAST_DAEMON_RUN = """
            select max(started_at) from maintenance_runs where trigger = 'schedule' and outcome = 'ok'""";

    private StatusQueries() {}

    static @Nullable Long storedVersion(Session session) {
        return (Long) session.sql().fetchValue(STORED_VERSION);
    }

    static List<Entry> keyring(Session session) {
        return session.sql()
                .fetch(KEYRING)
                .map(row -> new Entry(
                        row.get("kid", String.class),
                        row.get("state", String.class),
                        row.get("root_key_fingerprint", String.class),
                        row.get("next_root_key_fingerprint", String.class),
                        row.get("created_at", Timestamp.class).toInstant(),
                        instant(row, "escrow_verified_at")));
    }

    static long trashed(Session session) {
        return session.sql().fetchSingle(TRASHED).get(0, Long.class);
    }

    /** Rows of a default partition, counted up to {@link StatusReport#MOST_COUNTED}. */
    static long defaultRows(Session session, String partition) {
        return session.sql()
                .fetchSingle(
                        "select count(*) from (select from {0} limit {1}) some_rows",
                        DSL.name(partition), DSL.inline(StatusReport.MOST_COUNTED))
                .get(0, Long.class);
    }

    static Retention retention(Session session) {
        Record row = session.sql().fetchSingle(WINDOWS);
        return new Retention(
                SettingsQueries.read(session),
                row.get("deployments", Long.class),
                row.get("own_windows", Long.class),
                row.get("holds", Long.class));
    }

    /** Those that sessions have, counted up to {@link StatusReport#MOST_COUNTED}. */
    static Recordings recordings(Session session, @Nullable Instant checkedAt) {
        Record row = session.sql().fetchSingle(RECORDINGS, StatusReport.MOST_COUNTED);
        return new Recordings(row.get("files", Long.class), row.get("bytes", Long.class), checkedAt);
    }

    static List<Run> runs(Session session) {
        return session.sql().fetch(RUNS).map(StatusQueries::run);
    }

    /** Steps that were begun or failed, whether or not they are still to be done. */
    static List<UnfinishedStep> unfinished(Session session) {
        Param<Long> key = DSL.inline(AdvisoryLock.key(session.schema(), "schema"));
        return session.sql()
                .fetch(UNFINISHED, DSL.sql("{0}::bigint", key))
                .map(row -> new UnfinishedStep(
                        row.get("step", String.class),
                        state(row),
                        row.get("runner", String.class),
                        row.get("started_at", Timestamp.class).toInstant()));
    }

    private static UnfinishedStep.Progress state(Record row) {
        if ("failed".equals(row.get("state", String.class))) {
            return UnfinishedStep.Progress.FAILED;
        }
        return row.get("is_running", Boolean.class)
                ? UnfinishedStep.Progress.RUNNING
                : UnfinishedStep.Progress.ABANDONED;
    }

    /** When the daemon last began something that ended well. */
    static Optional<Instant> lastDaemonRun(Session session) {
        @Nullable Timestamp time = session.sql().fetchSingle(LAST_DAEMON_RUN).get(0, Timestamp.class);
        return Optional.ofNullable(time).map(Timestamp::toInstant);
    }

    private static Run run(Record row) {
        Instant started = row.get("started_at", Timestamp.class).toInstant();
        Instant finished = instant(row, "finished_at");
        return new Run(
                row.get("command", String.class),
                row.get("trigger", String.class),
                row.get("holder", String.class),
                started,
                finished == null ? null : Duration.between(started, finished),
                row.get("outcome", String.class),
                "failed".equals(row.get("outcome", String.class)) ? row.get("failure", String.class) : null);
    }

    private static @Nullable Instant instant(Record row, String field) {
        @Nullable Timestamp time = row.get(field, Timestamp.class);
        return time == null ? null : time.toInstant();
    }
}
