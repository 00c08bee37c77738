package exo.db.maintenance;

import exo.db.database.Session;
import exo.db.maintenance.StatusReport.Keyring.Entry;
import exo.db.maintenance.StatusReport.Partitions.Monthly;
import exo.db.maintenance.StatusReport.Retention;
import exo.db.maintenance.StatusReport.Run;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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

    private static final String RUNS = """
            select command, trigger, holder, started_at, finished_at, outcome
            from maintenance_runs
            order by id desc
            limit 5""";

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

    /** Rows of a default partition, counted up to {@link Monthly#MOST_COUNTED}. */
    static long defaultRows(Session session, String partition) {
        return session.sql()
                .fetchSingle(
                        "select count(*) from (select from {0} limit {1}) some_rows",
                        DSL.name(partition), DSL.inline(Monthly.MOST_COUNTED))
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

    static List<Run> runs(Session session) {
        return session.sql().fetch(RUNS).map(StatusQueries::run);
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
                row.get("outcome", String.class));
    }

    private static @Nullable Instant instant(Record row, String field) {
        @Nullable Timestamp time = row.get(field, Timestamp.class);
        return time == null ? null : time.toInstant();
    }
}
