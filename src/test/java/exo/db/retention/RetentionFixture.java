package exo.db.retention;

import exo.db.database.Session;
import exo.db.engine.RunLog;
import exo.db.engine.RunLog.Trigger;
import exo.db.schema.Hazard;
import exo.db.testing.MigratedDatabase;
import exo.db.testing.TestDatabase;
import exo.db.testing.TestSessions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A migrated database with the partitions of fourteen months past and the default ones, and rows on request. */
final class RetentionFixture implements AutoCloseable {
    private static final String MONTHS = """
            do $$
            declare
                parent text;
                month timestamptz;
            begin
                foreach parent in array array['session_events', 'audit_events'] loop
                    for month in select generate_series(date_trunc('month', now()) - interval '14 months',
                        date_trunc('month', now()) + interval '1 month', interval '1 month') loop
                        execute format('create table %I partition of %I for values from (%L) to (%L)',
                            parent || to_char(month, '_YYYY_MM'), parent, month, month + interval '1 month');
                    end loop;
                    execute format('create table %I partition of %I default', parent || '_default', parent);
                end loop;
            end $$""";

    private static final String SESSION_EVENTS = """
            insert into session_events (session_id, tenant_id, deployment_id, seq, type, created_at)
            select gen_random_uuid(), ?, ?, n, 'output', now() - ? * interval '24 hours' - n * interval '1 millisecond'
            from generate_series(1, ?) n""";

    private static final String AUDIT_EVENTS = """
            insert into audit_events (deployment_id, actor_type, action, created_at)
            select ?::uuid, 'user', 'login', now() - ? * interval '24 hours' - n * interval '1 millisecond'
            from generate_series(1, ?) n""";

    private static final String SESSION = """
            insert into sessions (id, tenant_id, deployment_id, kind, status, started_at, ended_at, cast_path)
            values (?, ?, ?, 'shell', ?, now() - 400 * interval '24 hours', now() - ?::int * interval '24 hours', ?)""";

    static final RunLog RUNS = new RunLog("test/1", "test");

    static final PurgePolicy UNPACED =
            new PurgePolicy(new PurgePolicy.Months.Leave(), new PurgePolicy.Pace.Unpaced(), PurgePolicy.Upkeep.USUAL);

    final Session session;
    final UUID tenant = UUID.randomUUID();

    RetentionFixture(TestDatabase database) {
        session = TestSessions.open(database);
        MigratedDatabase.prepare(session);
        session.sql().execute(MONTHS);
        session.sql().execute("insert into maintenance_settings default values on conflict do nothing");
        session.sql().execute("insert into tenants (id, name, slug) values (?, 'Acme', 'acme')", tenant);
    }

    /** A service that finds every recording gone, and no month expired as a whole. */
    static PurgeService service() {
        return service(Clock.systemUTC(), path -> Optional.empty());
    }

    static PurgeService service(Clock clock, RecordingRemover recordings) {
        return service(clock, recordings, new NoMonths());
    }

    static PurgeService service(Clock clock, RecordingRemover recordings, MonthDrops months) {
        return new PurgeService(clock, months, recordings, RUNS, TestSessions.timing());
    }

    RetentionReport enforce() {
        return enforce(service());
    }

    /** As fast as it can, waiting for nobody. */
    RetentionReport enforce(PurgeService service) {
        return enforce(service, UNPACED, PurgeConduct.quiet(Duration.ZERO, null, () -> false));
    }

    RetentionReport enforce(PurgeService service, PurgePolicy policy, PurgeConduct conduct) {
        return service.enforce(session, Trigger.MANUAL, policy, conduct);
    }

    /** No month has expired as a whole. */
    static final class NoMonths implements MonthDrops {
        @Override
        public List<MonthDrop> expired(Session session) {
            return List.of();
        }

        @Override
        public Outcome drop(Session session, Set<Hazard> allowed, Duration lockWait) {
            return new Outcome(List.of(), List.of());
        }
    }

    UUID deployment(String name, @Nullable Long days) {
        UUID id = UUID.randomUUID();
        session.sql()
                .execute(
                        "insert into deployments (id, tenant_id, name, retention_days) values (?, ?, ?, ?)",
                        id,
                        tenant,
                        name,
                        days);
        return id;
    }

    void hold(UUID deployment) {
        session.sql()
                .execute(
                        "insert into retention_holds (deployment_id, reason, placed_by) values (?, 'court', 'legal')",
                        deployment);
    }

    void sessionEvents(UUID deployment, int daysAgo, int count) {
        session.sql().execute(SESSION_EVENTS, tenant, deployment, daysAgo, count);
    }

    void auditEvents(@Nullable UUID deployment, int daysAgo, int count) {
        session.sql().execute(AUDIT_EVENTS, deployment, daysAgo, count);
    }

    UUID session(UUID deployment, String status, @Nullable Integer endedDaysAgo, @Nullable String castPath) {
        UUID id = UUID.randomUUID();
        session.sql().execute(SESSION, id, tenant, deployment, status, endedDaysAgo, castPath);
        return id;
    }

    /** How many whole days ago the rows that are there were written, with their number: {@code 10:3}. */
    List<String> ages(String table, @Nullable UUID deployment) {
        return session.sql().fetch("""
                        select floor(extract(epoch from now() - created_at) / 86400)::int || ':' || count(*) as age
                        from %s where deployment_id is not distinct from ?::uuid
                        group by floor(extract(epoch from now() - created_at) / 86400)
                        order by floor(extract(epoch from now() - created_at) / 86400)""".formatted(table), deployment).map(row -> row.get("age", String.class));
    }

    long count(String table) {
        return session.sql().fetchSingle("select count(*) from " + table).get(0, Long.class);
    }

    @Override
    public void close() {
        session.close();
    }
}
