package exo.db.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import exo.db.database.AdvisoryLock;
import exo.db.database.Session;
import exo.db.engine.PlanExecutor;
import exo.db.engine.PlanExecutor.Obstacle;
import exo.db.model.ExoSchema;
import exo.db.partition.PartitionReport.Partition;
import exo.db.partition.PartitionReport.Standing;
import exo.db.schema.Change;
import exo.db.schema.MonthRange;
import exo.db.schema.Pending;
import exo.db.schema.Plan;
import exo.db.schema.Table;
import exo.db.testing.MigratedDatabase;
import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import exo.db.testing.TestSessions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.TimeZone;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
final class PartitionIT {
    private static final List<Table> MONTHLY = ExoSchema.declared().monthlyTables();
    private final YearMonth current = MonthRange.monthOf(Instant.now());

    /** Well past the default window of 90 days, well within a window of two years. */
    private final YearMonth old = current.minusMonths(14);

    private final String oldEvents = MonthCoverage.partitionName("session_events", old);
    private static final UUID DEPLOYMENT = UUID.fromString("10000000-0000-0000-0000-000000000001");

    private final PartitionService partitions = new PartitionService(Clock.systemUTC());

    @Test
    void canBePlannedBeforeAnyTableIsThere(TestDatabase database) {
        try (Session session = TestSessions.open(database)) {
            Plan plan = partitions.plan(session, MONTHLY, Purpose.BOOT);

            assertThat(plan.steps()).hasSize(2 * (1 + 6 + 1));
            assertThat(plan.pending()).isEmpty();
            assertThat(partitions.missingNow(session, MONTHLY)).hasSize(4);
        }
    }

    @Test
    void makesWhatTheBackendNeedsAndThenHasNothingToDo(TestDatabase database) {
        try (Session session = migrated(database)) {
            assertThat(apply(session, Purpose.BOOT)).isEmpty();

            assertThat(partitions.plan(session, MONTHLY, Purpose.BOOT)).isEqualTo(Plan.EMPTY);
            assertThat(partitions.missingNow(session, MONTHLY)).isEmpty();
            event(session, DEPLOYMENT, Instant.now());
            event(session, DEPLOYMENT, Instant.parse("2019-01-01T00:00:00Z"));
            assertThat(count(session, MonthCoverage.partitionName("session_events", current)))
                    .isEqualTo(1);
            assertThat(count(session, "session_events_default")).isEqualTo(1);
        }
    }

    @Test
    void theScheduleAgreesWithThePlan(TestDatabase database) {
        try (Session session = migrated(database)) {
            assertThat(isDue(session)).isTrue();

            apply(session, Purpose.BOOT);

            assertThat(isDue(session)).isFalse();
            month(session, "session_events", old);
            assertThat(isDue(session)).isTrue();
        }
    }

    @Test
    void makesUtcMonthsWhateverTheZoneOfThisMachineOrTheServer(TestDatabase database) {
        TimeZone before = TimeZone.getDefault();
        try {
            TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Kiritimati"));
            try (Session session = migrated(database)) {
                execute(session, "alter database " + database.name() + " set timezone = 'America/New_York'");
            }
            try (Session session = TestSessions.open(database)) {
                apply(session, Purpose.ENSURE);

                assertThat(partitions
                                .report(session, MONTHLY)
                                .tables()
                                .getFirst()
                                .partitions())
                        .filteredOn(partition -> partition.standing() == Standing.CURRENT)
                        .extracting(Partition::range)
                        .containsExactly(java.util.Optional.of(MonthRange.of(current)));
            }
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @Test
    void setsAsideAnExpiredMonthAndDropsItWhenTheGraceIsOver(TestDatabase database) {
        try (Session session = prepared(database)) {
            event(session, DEPLOYMENT, start(old));

            assertThat(apply(session, Purpose.DROP_EXPIRED)).isEmpty();

            assertThat(partitions.plan(session, MONTHLY, Purpose.BOOT)).isEqualTo(Plan.EMPTY);
            assertThat(count(session, "session_events")).isZero();
            String trash = text(session, "select trash_name from detached_partitions where state = 'detached'");
            assertThat(count(session, "exo_trash." + trash)).isEqualTo(1);
            assertThat(text(
                            session,
                            "select name || ' ' || lower_bound || ' ' || upper_bound || ' '"
                                    + " || (drop_after - detached_at) from detached_partitions"))
                    .isEqualTo(
                            oldEvents + " " + old + "-01 00:00:00+00 " + old.plusMonths(1) + "-01 00:00:00+00 7 days");

            execute(session, "update detached_partitions set drop_after = now()");
            assertThat(apply(session, Purpose.DROP_EXPIRED)).isEmpty();

            assertThat(text(session, "select state || ' ' || (ended_at is not null) from detached_partitions"))
                    .isEqualTo("dropped true");
            assertThat(text(session, "select count(*) from pg_class where relnamespace = 'exo_trash'::regnamespace"))
                    .isEqualTo("0");
        }
    }

    @Test
    void setsAsideAMonthWhoseIndexNamesAreInTheTrashAlready(TestDatabase database) {
        try (Session session = prepared(database)) {
            execute(session, "create schema exo_trash");
            execute(session, "create table exo_trash.other (id uuid)");
            execute(session, "create index " + oldEvents + "_pkey on exo_trash.other (id)");

            assertThat(apply(session, Purpose.DROP_EXPIRED)).isEmpty();

            assertThat(text(session, "select state from detached_partitions")).isEqualTo("detached");
        }
    }

    @Test
    void keepsAMonthForTheRowsOfAHeldDeploymentUntilTheHoldIsReleased(TestDatabase database) {
        try (Session session = prepared(database)) {
            deployment(session, "null");
            hold(session);
            event(session, DEPLOYMENT, start(old));

            assertThat(partitions.plan(session, MONTHLY, Purpose.DROP_EXPIRED)).isEqualTo(Plan.EMPTY);
            assertThat(partitions.report(session, MONTHLY).tables().getFirst().partitions())
                    .filteredOn(partition -> partition.standing() == Standing.PINNED)
                    .extracting(Partition::note)
                    .containsExactly("held by a retention hold of deployment d until it is released");
            execute(session, "delete from retention_holds");
            assertThat(partitions.plan(session, MONTHLY, Purpose.DROP_EXPIRED).steps())
                    .hasSize(2);
        }
    }

    @Test
    void keepsAMonthForARowInsideALongWindowButNotForOneBeforeIt(TestDatabase database) {
        try (Session session = prepared(database)) {
            long days = Duration.between(start(old).plus(Duration.ofDays(10)), Instant.now())
                    .toDays();
            deployment(session, String.valueOf(days));
            event(session, DEPLOYMENT, start(old).plus(Duration.ofDays(2)));
            assertThat(partitions.plan(session, MONTHLY, Purpose.DROP_EXPIRED).steps())
                    .hasSize(2);

            event(session, DEPLOYMENT, start(old).plus(Duration.ofDays(20)));

            assertThat(partitions.plan(session, MONTHLY, Purpose.DROP_EXPIRED)).isEqualTo(Plan.EMPTY);
        }
    }

    @Test
    void keepsAMonthForARowOfNoDeploymentThatTheDefaultWindowStillCovers(TestDatabase database) {
        try (Session session = prepared(database)) {
            deployment(session, "1");
            execute(session, "update maintenance_settings set default_retention_days = 3650");
            assertThat(partitions.plan(session, MONTHLY, Purpose.DROP_EXPIRED).steps())
                    .hasSize(2);

            event(session, UUID.randomUUID(), start(old));

            assertThat(partitions.plan(session, MONTHLY, Purpose.DROP_EXPIRED)).isEqualTo(Plan.EMPTY);
        }
    }

    @Test
    void keepsAuditEventsForTheirFloorThoughTheWindowIsShorter(TestDatabase database) {
        try (Session session = prepared(database)) {
            month(session, "audit_events", old);
            execute(
                    session,
                    "insert into audit_events (created_at, actor_type, action) values ('" + start(old)
                            + "', 'system', 'test')");
            assertThat(detached(partitions.plan(session, MONTHLY, Purpose.DROP_EXPIRED)))
                    .containsExactly("session_events", "audit_events");

            execute(session, "update maintenance_settings set audit_floor_days = 3650");

            assertThat(detached(partitions.plan(session, MONTHLY, Purpose.DROP_EXPIRED)))
                    .containsExactly("session_events");
        }
    }

    @Test
    void aHoldPlacedAfterThePlanWasMadeKeepsThePartition(TestDatabase database) {
        try (Session session = prepared(database)) {
            deployment(session, "null");
            event(session, DEPLOYMENT, start(old));
            Plan plan = partitions.plan(session, MONTHLY, Purpose.DROP_EXPIRED);
            hold(session);

            List<Pending> deferred = apply(session, plan);

            assertThat(deferred).extracting(Pending::id).containsExactly("partition.pinned");
            assertThat(deferred.getFirst().what()).contains("a row of public." + oldEvents + " must stay");
            assertThat(count(session, "session_events")).isEqualTo(1);
            assertThat(count(session, "detached_partitions")).isZero();
        }
    }

    @Test
    void aRowInsertedAfterThePlanWasMadeKeepsThePartition(TestDatabase database) {
        try (Session session = prepared(database)) {
            deployment(session, "3650");
            Plan plan = partitions.plan(session, MONTHLY, Purpose.DROP_EXPIRED);
            event(session, DEPLOYMENT, start(old));

            assertThat(apply(session, plan)).extracting(Pending::id).containsExactly("partition.pinned");
            assertThat(count(session, oldEvents)).isEqualTo(1);
        }
    }

    @Test
    void aLongQueryPutsTheDropOffByNameAndNobodyQueuesForLong(TestDatabase database) throws Exception {
        try (Session session = prepared(database);
                Connection reader = database.connect();
                Connection writer = database.connect()) {
            reader.setAutoCommit(false);
            run(reader, "set application_name = 'nightly-report'");
            run(reader, "select count(*) from session_events");
            AtomicBoolean done = new AtomicBoolean();
            CompletableFuture<Long> slowest = CompletableFuture.supplyAsync(() -> slowestInsert(writer, done));

            List<Pending> deferred = apply(session, Purpose.DROP_EXPIRED);

            done.set(true);
            assertThat(deferred).extracting(Pending::id).containsExactly("lock.timeout");
            assertThat(deferred.getFirst().what()).contains("nightly-report", "idle in transaction");
            assertThat(slowest.get()).isLessThan(250);
            reader.rollback();
            assertThat(apply(session, Purpose.DROP_EXPIRED)).isEmpty();
        }
    }

    @Test
    void aMonthWhoseRowsReachTheDefaultPartitionAfterThePlanIsPutOff(TestDatabase database) {
        try (Session session = prepared(database)) {
            YearMonth ahead = current.plusMonths(7);
            execute(session, "update maintenance_settings set premake_months = 7");
            Plan plan = partitions.plan(session, MONTHLY, Purpose.ENSURE);
            event(session, DEPLOYMENT, start(ahead));

            List<Pending> deferred = apply(session, plan);

            assertThat(deferred).extracting(Pending::id).containsExactly("partition.changed");
            Plan again = partitions.plan(session, MONTHLY, Purpose.ENSURE);
            assertThat(again.steps()).isEmpty();
            assertThat(again.pending()).extracting(Pending::id).containsExactly("partition.default-rows");
        }
    }

    @Test
    void aRunOnTheSameTableIsWaitedForAndNamed(TestDatabase database) {
        try (Session session = prepared(database);
                Session other = TestSessions.open(database)) {
            Plan plan = partitions.plan(session, MONTHLY, Purpose.DROP_EXPIRED);

            List<Pending> deferred = other.inTransaction(() -> {
                assertThat(AdvisoryLock.tryInTransaction(other, "parent/session_events"))
                        .isTrue();
                return apply(session, plan);
            });

            assertThat(deferred).extracting(Pending::id).containsExactly("lock.timeout");
            assertThat(deferred.getFirst().what())
                    .contains("another run works on the partitions of public.session_events");
        }
    }

    @Test
    void plansWithoutAMonthThatAnotherRunTakesAwayMeanwhile(TestDatabase database) throws SQLException {
        try (Session session = prepared(database);
                Connection other = database.connect()) {
            other.setAutoCommit(false);
            run(other, "set statement_timeout = '10s'");
            run(other, "alter table " + oldEvents + " rename to elsewhere");
            CompletableFuture<Plan> plan =
                    CompletableFuture.supplyAsync(() -> partitions.plan(session, MONTHLY, Purpose.BOOT));
            run(other, """
                    do $$ begin
                        while not exists (select from pg_locks where not granted and relation = 'elsewhere'::regclass) loop
                            perform pg_sleep(0.02);
                        end loop;
                    end $$""");
            other.commit();

            assertThat(plan.join()).isEqualTo(Plan.EMPTY);
        }
    }

    @Test
    void finishesADetachThatWasInterrupted(TestDatabase database) throws SQLException {
        try (Session session = migrated(database);
                Connection reader = database.connect()) {
            month(session, "session_events", current.minusMonths(1));
            reader.setAutoCommit(false);
            run(reader, "select count(*) from session_events");
            interruptDetach(session, MonthCoverage.partitionName("session_events", current.minusMonths(1)));
            reader.rollback();

            assertThat(apply(session, Purpose.ENSURE)).isEmpty();

            assertThat(text(session, "select count(*) from pg_inherits where inhdetachpending"))
                    .isEqualTo("0");
            assertThat(partitions.plan(session, MONTHLY, Purpose.ENSURE)).isEqualTo(Plan.EMPTY);
        }
    }

    @Test
    void readsOpenBoundsAndCountsThemAsCovering(TestDatabase database) {
        try (Session session = migrated(database)) {
            execute(
                    session,
                    "create table rest partition of session_events for values from ('" + start(current)
                            + "') to (maxvalue)");
            execute(
                    session,
                    "create table first partition of session_events for values from (minvalue) to ('" + start(old)
                            + "')");

            assertThat(partitions
                            .plan(session, MONTHLY.subList(0, 1), Purpose.BOOT)
                            .steps())
                    .extracting(step -> step.change().getClass().getSimpleName())
                    .containsExactly("CreateDefaultPartition", "CreateSchema", "DetachPartition");
            assertThat(apply(session, Purpose.BOOT)).isEmpty();
            assertThat(text(session, "select lower_bound::text from detached_partitions"))
                    .isEqualTo("-infinity");
            assertThat(partitions.plan(session, MONTHLY, Purpose.BOOT)).isEqualTo(Plan.EMPTY);
        }
    }

    @Test
    void leavesAPlainTableAlone(TestDatabase database) {
        try (Session session = migrated(database)) {
            execute(session, "drop table session_events");
            execute(session, "create table session_events (id uuid, created_at timestamptz)");

            assertThat(partitions.plan(session, MONTHLY, Purpose.BOOT).steps()).hasSize(1 + 6 + 1);
        }
    }

    @Test
    void tellsARoleWithoutTheRightWhatTheOwnerHasToRun(TestDatabase database) {
        prepared(database).close();
        try (Session session = TestSessions.open(database.readOnlyRole())) {
            assertThat(partitions.plan(session, MONTHLY, Purpose.DROP_EXPIRED).pending())
                    .extracting(Pending::id)
                    .containsExactly("partition.trash-closed");
        }
    }

    @Test
    void dropsNothingWhileThisMachinesClockDiffers(TestDatabase database) {
        PartitionService astray = new PartitionService(Clock.offset(Clock.systemUTC(), Duration.ofMinutes(6)));
        try (Session session = prepared(database)) {
            Plan plan = astray.plan(session, MONTHLY, Purpose.BOOT);

            assertThat(plan.steps()).isEmpty();
            assertThat(plan.pending()).extracting(Pending::id).containsExactly("clock.differs");
        }
    }

    private List<Pending> apply(Session session, Purpose purpose) {
        return apply(session, partitions.plan(session, MONTHLY, purpose));
    }

    private static List<Pending> apply(Session session, Plan plan) {
        return new PlanExecutor(TestSessions.timing())
                .apply(session, plan, Duration.ofMillis(700), Obstacle.DEFER, event -> {});
    }

    private static boolean isDue(Session session) {
        PartitionSchedule schedule =
                new PartitionSchedule(Instant.now(), 6, 90, 0, PartitionSchedule.TrashState.WAITING);
        return schedule.isDue(exo.db.engine.CatalogReader.snapshot(session, ExoSchema.declared()));
    }

    private static Session migrated(TestDatabase database) {
        Session session = TestSessions.open(database);
        MigratedDatabase.prepare(session);
        execute(session, "insert into maintenance_settings default values on conflict do nothing");
        return session;
    }

    /** All months ahead, and one of session events that has expired. */
    private Session prepared(TestDatabase database) {
        Session session = migrated(database);
        apply(session, Purpose.ENSURE);
        month(session, "session_events", old);
        return session;
    }

    private static void month(Session session, String parent, YearMonth month) {
        execute(
                session,
                "create table " + MonthCoverage.partitionName(parent, month) + " partition of " + parent
                        + " for values from ('" + start(month) + "') to ('" + start(month.plusMonths(1)) + "')");
    }

    private static Instant start(YearMonth month) {
        return MonthRange.of(month).from();
    }

    private static void deployment(Session session, String days) {
        execute(
                session,
                "with t as (insert into tenants (name, slug) values ('t', 't') returning id)"
                        + " insert into deployments (id, tenant_id, name, retention_days) select '" + DEPLOYMENT
                        + "', id, 'd', " + days + " from t");
    }

    private static void hold(Session session) {
        execute(
                session,
                "insert into retention_holds (deployment_id, reason, placed_by) values ('" + DEPLOYMENT
                        + "', 'litigation', 'test')");
    }

    private static void event(Session session, UUID deployment, Instant createdAt) {
        execute(
                session,
                "insert into session_events (session_id, tenant_id, deployment_id, seq, type, created_at)"
                        + " values (gen_random_uuid(), gen_random_uuid(), '" + deployment + "', 1, 'x', '" + createdAt
                        + "')");
    }

    private static List<String> detached(Plan plan) {
        List<String> parents = new ArrayList<>();
        plan.steps().forEach(step -> {
            if (step.change() instanceof Change.DetachPartition detach) {
                parents.add(detach.detachment().parent().name());
            }
        });
        return parents;
    }

    private static void execute(Session session, String sql) {
        session.sql().execute(sql);
    }

    private static String text(Session session, String sql) {
        return String.valueOf(session.sql().fetchSingle(sql).get(0, String.class));
    }

    private static long count(Session session, String table) {
        return session.sql().fetchSingle("select count(*) from " + table).get(0, Long.class);
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Inserts into the current month until told to stop; the longest wait in milliseconds. */
    private static long slowestInsert(Connection connection, AtomicBoolean done) {
        long slowest = 0;
        try {
            while (!done.get()) {
                long start = System.nanoTime();
                run(
                        connection,
                        "insert into session_events (session_id, tenant_id, deployment_id, seq, type)"
                                + " values (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 1, 'x')");
                slowest = Math.max(slowest, System.nanoTime() - start);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return Duration.ofNanos(slowest).toMillis();
    }

    /** Leaves the partition pending, as a client does whose concurrent detach runs into a time limit. */
    private static void interruptDetach(Session session, String partition) {
        execute(session, "set lock_timeout = '100ms'");
        assertThatThrownBy(() ->
                        execute(session, "alter table session_events detach partition " + partition + " concurrently"))
                .hasMessageContaining("lock timeout");
        assertThat(text(session, "select count(*) from pg_inherits where inhdetachpending"))
                .isEqualTo("1");
    }
}
