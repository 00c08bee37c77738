package exo.db.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import exo.db.database.Session;
import exo.db.engine.RunLog.Trigger;
import exo.db.retention.PurgePolicy.Months;
import exo.db.retention.PurgePolicy.Pace;
import exo.db.retention.PurgePolicy.Upkeep;
import exo.db.retention.RetentionReport.Care;
import exo.db.retention.RetentionReport.LeafWork;
import exo.db.retention.RetentionReport.Purged;
import exo.db.schema.Hazard;
import exo.db.schema.MonthRange;
import exo.db.schema.Pending;
import exo.db.schema.QualifiedName;
import exo.db.testing.Alone;
import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import exo.db.testing.TestSessions;
import java.time.Clock;
import java.time.Duration;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What becomes of a purge when something happens in the middle of it. */
@Alone
@ExtendWith(PostgresExtension.class)
final class PurgeResumeIT {
    private static final String LEAF = "session_events_default";

    /** A pace that nothing here reaches, at which batches stay small. */
    private static final PurgePolicy SMALL_BATCHES =
            new PurgePolicy(new Months.Leave(), new Pace.Paced(1L << 30, Duration.ofHours(1)), Upkeep.USUAL);

    private static final PurgePolicy RECLAIM = new PurgePolicy(new Months.Leave(), new Pace.Unpaced(), Upkeep.RECLAIM);

    private TestDatabase database;
    private RetentionFixture exo;
    private UUID month;
    private UUID decade;

    @BeforeEach
    void prepare(TestDatabase fresh) {
        database = fresh;
        exo = new RetentionFixture(fresh);
        month = exo.deployment("month", 30L);
        decade = exo.deployment("decade", 3650L);
    }

    @AfterEach
    void close() {
        exo.close();
    }

    @Test
    void keepsExactlyWhatAModelKeeps() {
        exo.session.sql().execute("update maintenance_settings set audit_floor_days = 120");
        List<UUID> owners =
                List.of(month, decade, exo.deployment("default", null), exo.deployment("held", 1L), UUID.randomUUID());
        exo.hold(owners.get(3));
        List<Long> windows = List.of(30L, 3650L, 90L, 100_000L, 90L);
        Random random = new Random(7);
        Set<String> kept = new TreeSet<>();
        for (int place = 0; place < owners.size(); place++) {
            for (int event = 0; event < 60; event++) {
                int age = random.nextInt(400);
                exo.sessionEvents(owners.get(place), age, 2);
                exo.auditEvents(owners.get(place), age, 2);
                if (age < windows.get(place)) {
                    kept.add("session_events " + owners.get(place) + " " + age);
                }
                if (age < Math.max(120, windows.get(place))) {
                    kept.add("audit_events " + owners.get(place) + " " + age);
                }
            }
        }
        exo.session.sql().execute("analyze session_events");

        RetentionReport report = exo.enforce();

        assertThat(left()).isEqualTo(kept);
        assertThat(report.pending()).isEmpty();
        assertThat(exo.enforce().purged()).isEmpty();
    }

    @Test
    void aRunThatIsKilledCostsAtMostABatchAndTheNextGoesOnThere() {
        spread(1000, 12_000);
        exo.sessionEvents(decade, 1000, 100);

        assertThatThrownBy(() -> run(after(1, this::killOthers))).isNotNull();

        long left = exo.count(LEAF);
        assertThat(left).isBetween(101L, 12_099L);
        RetentionReport second = exo.enforce();
        assertThat(exo.count(LEAF)).isEqualTo(100);
        assertThat(second.rows()).isEqualTo(left - 100);
        assertThat(recorded("interrupted")).isEqualTo(12_100 - left);
        assertThat(recorded("ok")).isEqualTo(left - 100);
    }

    @Test
    void theNextRunFindsWhatHasExpiredSinceBeforeTheCheckpoint() {
        UUID year = exo.deployment("year", 3000L);
        exo.sessionEvents(year, 1000, 50);
        spread(1000, 12_000);
        run(after(1, () -> {}));
        exo.session.sql().execute("update deployments set retention_days = 30 where id = ?", year);

        RetentionReport second = exo.enforce();

        assertThat(exo.count(LEAF)).isZero();
        assertThat(second.pending()).isEmpty();
    }

    @Test
    void aCheckpointOfARewrittenLeafSaysNothing() {
        spread(1000, 12_000);
        run(after(1, () -> {}));
        exo.session.sql().execute("alter table session_events_default set (fillfactor = 100)");
        exo.session.sql().execute("vacuum full session_events_default");

        exo.enforce();

        assertThat(exo.count(LEAF)).isZero();
    }

    @Test
    void aHoldThatIsPlacedMeanwhileKeepsTheRest() {
        spread(1000, 12_000);
        run(after(
                1,
                () -> elsewhere("insert into retention_holds (deployment_id, reason, placed_by) values ('" + month
                        + "', 'c', 'l')"),
                1000));

        assertThat(exo.count(LEAF)).isBetween(1L, 11_999L);
    }

    @Test
    void aWindowThatIsMadeLongerMeanwhileKeepsTheRest() {
        spread(1000, 12_000);
        run(after(1, () -> elsewhere("update deployments set retention_days = 3650 where id = '" + month + "'"), 1000));

        assertThat(exo.count(LEAF)).isBetween(1L, 11_999L);
    }

    @Test
    void saysHowFarItGotWhenItsTimeIsOver() {
        spread(1000, 12_000);

        RetentionReport report = exo.enforce(
                RetentionFixture.service(),
                RetentionFixture.UNPACED,
                PurgeConduct.quiet(Duration.ZERO, Duration.ZERO, () -> false));

        assertThat(report.pending()).singleElement().satisfies(pending -> {
            assertThat(pending.id()).isEqualTo("purge.time");
            assertThat(pending.what()).contains("session_events_");
        });
        assertThat(recorded("deferred")).isZero();
    }

    @Test
    void namesWhoHoldsARowThatIsToGoAndGoesOnWithOtherLeaves() {
        exo.sessionEvents(month, 1000, 2);
        exo.sessionEvents(month, 45, 2);

        RetentionReport report;
        try (Session other = TestSessions.open(database)) {
            report = other.inTransaction(() -> {
                other.sql().fetch("select 1 from session_events_default for update");
                return exo.enforce();
            });
        }

        assertThat(report.pending()).singleElement().satisfies(pending -> {
            assertThat(pending.id()).isEqualTo("purge.deferred");
            assertThat(pending.what()).contains(LEAF, "pid ", "exo-db-cli/test");
        });
        assertThat(report.rows()).isEqualTo(2);
    }

    @Test
    void goesDownToTheLeavesOfAPartitionThatIsPartitionedAgain() {
        exo.session.sql().execute("""
                create table deep partition of session_events for values from ('2001-01-01+00') to ('2002-01-01+00')
                partition by range (created_at)""");
        exo.session.sql().execute("create table deeper partition of deep default");
        exo.session.sql().execute("""
                insert into session_events (session_id, tenant_id, deployment_id, seq, type, created_at)
                select gen_random_uuid(), ?, ?, n, 'output', '2001-05-05+00' from generate_series(1, 7) n""", exo.tenant, month);

        RetentionReport report = exo.enforce();

        assertThat(report.purged()).singleElement().satisfies(purged -> {
            assertThat(purged.leaf()).isEqualTo("deeper");
            assertThat(purged.rows()).isEqualTo(7);
        });
    }

    @Test
    void fewRowsGoByTheIndexInSeveralBatches() {
        exo.sessionEvents(decade, 1000, 40_000);
        exo.sessionEvents(month, 1000, 1800);
        exo.session.sql().execute("analyze session_events_default");

        RetentionReport report = exo.enforce();

        assertThat(report.rows()).isEqualTo(1800);
        assertThat(exo.count(LEAF)).isEqualTo(40_000);
        assertThat(report.leaves().getFirst().care()).isEmpty();
    }

    @Test
    void vacuumsALeafThatLostMuchAndSaysThatItIsEmpty() {
        exo.sessionEvents(month, 1000, 500);

        RetentionReport report = exo.enforce();

        assertThat(report.leaves().getFirst().care()).containsExactlyInAnyOrder(Care.VACUUMED, Care.EMPTY);
        assertThat(report.leaves().getFirst().walBytes()).isPositive();
    }

    @Test
    void leavesVacuumToOthersWhereItIsTold() {
        exo.sessionEvents(month, 1000, 500);

        RetentionReport report = exo.enforce(
                RetentionFixture.service(),
                new PurgePolicy(new Months.Leave(), new Pace.Unpaced(), Upkeep.NONE),
                PurgeConduct.quiet(Duration.ZERO, null, () -> false));

        assertThat(report.leaves()).singleElement().extracting(LeafWork::care).isEqualTo(Set.of());
    }

    @Test
    void leavesTheRowsOfAMonthThatOnlyAFuseKeepsToTheDrop() {
        exo.sessionEvents(month, 1000, 2);
        exo.auditEvents(month, 1000, 2);
        MonthDrop whole = new MonthDrop(
                new QualifiedName("public", "session_events"),
                new QualifiedName("public", LEAF),
                MonthRange.of(YearMonth.of(2001, 1)),
                2,
                8192);
        PurgeService service = RetentionFixture.service(Clock.systemUTC(), path -> Optional.empty(), new Fused(whole));

        RetentionReport report = exo.enforce(service);

        assertThat(report.pending()).extracting(Pending::id).containsExactly("purge.whole-month");
        assertThat(exo.count("session_events")).isEqualTo(2);
        assertThat(exo.count("audit_events")).isZero();
    }

    @Test
    void writesNoMoreLogThanItMay() {
        exo.sessionEvents(month, 1000, 3000);
        exo.session.sql().execute("checkpoint");
        long start = System.nanoTime();

        RetentionReport report = exo.enforce(
                RetentionFixture.service(),
                new PurgePolicy(new Months.Leave(), new Pace.Paced(1 << 20, Duration.ofSeconds(10)), Upkeep.NONE),
                PurgeConduct.quiet(Duration.ZERO, null, () -> false));

        double seconds = (System.nanoTime() - start) / 1e9;
        assertThat(report.leaves().getFirst().walBytes() / seconds).isLessThan((1 << 20) * 1.1);
    }

    @Test
    void writesAMonthAnewOfWhichMuchIsFreeRoom() {
        fillLongAgo();
        String before = definition();
        long bytes = size();

        RetentionReport report = reclaim(() -> false);

        assertThat(report.pending()).isEmpty();
        assertThat(report.leaves().getFirst().care()).contains(Care.RECLAIMED);
        assertThat(exo.ages("session_events", decade))
                .singleElement()
                .asString()
                .endsWith(":1000");
        assertThat(size()).isLessThan(bytes / 2);
        assertThat(definition()).isEqualTo(before);
        assertThat(leftBehind()).isZero();
        assertThat(reclaim(() -> false).leaves()).isEmpty();
    }

    @Test
    void throwsTheCopyAwayOfAMonthThatIsChangedMeanwhile() {
        fillLongAgo();
        AtomicInteger changes = new AtomicInteger();

        RetentionReport report = reclaim(() -> {
            if (leftBehind() > 0 && changes.getAndIncrement() == 0) {
                elsewhere("update session_events set type = 'changed' where deployment_id = '" + decade + "'");
            }
            return false;
        });

        assertThat(report.pending()).extracting(Pending::id).containsExactly("reclaim.changed");
        assertThat(number("select count(*) from session_events where type = 'changed'"))
                .isEqualTo(1000);
        assertThat(leftBehind()).isZero();
    }

    @Test
    void theNextRunRemovesWhatAKilledOneLeftAndWritesTheMonthAnew() {
        fillLongAgo();
        assertThatThrownBy(() -> run(RECLAIM, () -> {
                    if (leftBehind() > 0) {
                        killOthers();
                    }
                    return false;
                }))
                .isNotNull();
        assertThat(leftBehind()).isPositive();

        RetentionReport report = reclaim(() -> false);

        assertThat(report.leaves()).extracting(LeafWork::care).anyMatch(care -> care.contains(Care.RECLAIMED));
        assertThat(leftBehind()).isZero();
        assertThat(exo.ages("session_events", decade))
                .singleElement()
                .asString()
                .endsWith(":1000");
    }

    @Test
    void leavesAMonthThatHasATriggerOfItsOwn() {
        fillLongAgo();
        elsewhere("create trigger own before update on long_ago for each row"
                + " execute function suppress_redundant_updates_trigger()");

        RetentionReport report = reclaim(() -> false);

        assertThat(report.pending()).singleElement().satisfies(pending -> {
            assertThat(pending.id()).isEqualTo("reclaim.refused");
            assertThat(pending.what()).contains("triggers");
        });
    }

    /** A month of which nine rows in ten go. */
    private void fillLongAgo() {
        elsewhere("create table long_ago partition of session_events"
                + " for values from ('2001-05-01+00') to ('2001-06-01+00')");
        exo.hold(decade);
        fillLongAgo(month, 9000);
        fillLongAgo(decade, 1000);
    }

    private void fillLongAgo(UUID deployment, int count) {
        String rows = """
                insert into session_events (session_id, tenant_id, deployment_id, seq, type, created_at)
                select gen_random_uuid(), ?, ?, n, 'output', '2001-05-05+00' from generate_series(1, ?) n""";
        exo.session.sql().execute(rows, exo.tenant, deployment, count);
    }

    private RetentionReport reclaim(BooleanSupplier stop) {
        return exo.enforce(RetentionFixture.service(), RECLAIM, PurgeConduct.quiet(Duration.ZERO, null, stop));
    }

    /** What the month consists of: bound, indexes by name, constraints, columns. */
    private String definition() {
        String query = """
                select (select pg_get_expr(relpartbound, oid) from pg_class where oid = 'long_ago'::regclass)
                    || (select string_agg(pg_get_indexdef(indexrelid), ';' order by indexrelid::regclass::text)
                        from pg_index where indrelid = 'long_ago'::regclass)
                    || (select string_agg(conname || pg_get_constraintdef(oid), ';' order by conname)
                        from pg_constraint where conrelid = 'long_ago'::regclass)
                    || (select string_agg(attname || atttypid::regtype || attnotnull, ';' order by attnum)
                        from pg_attribute where attrelid = 'long_ago'::regclass and attnum > 0)""";
        return exo.session.sql().fetchSingle(query).get(0, String.class);
    }

    private long size() {
        return number("select pg_total_relation_size('long_ago')");
    }

    private long leftBehind() {
        return number("select (select count(*) from pg_class where relname like 'exo_reclaim%')"
                + " + (select count(*) from pg_trigger where tgname like 'exo_reclaim%')");
    }

    private long number(String query) {
        return exo.session.sql().fetchSingle(query).get(0, Long.class);
    }

    @Test
    void aPreviewCountsWhatGoesAndSaysWhoKeepsTheRest() {
        exo.sessionEvents(month, 45, 4);
        exo.sessionEvents(decade, 100, 3);
        exo.hold(exo.deployment("held", 10L));
        UUID held = exo.session
                .sql()
                .fetchSingle("select deployment_id from retention_holds")
                .get(0, UUID.class);
        exo.sessionEvents(held, 200, 1);

        RetentionPreview preview = RetentionFixture.service().preview(exo.session, RetentionPreview.Accuracy.EXACT);

        assertThat(preview.expired()).singleElement().extracting(Purged::rows).isEqualTo(4L);
        assertThat(preview.pins()).extracting(RetentionPreview.Pin::deployment).contains(decade, held);
        assertThat(preview.pins())
                .filteredOn(pin -> held.equals(pin.deployment()))
                .singleElement()
                .extracting(RetentionPreview.Pin::until)
                .isNull();
        assertThat(preview.walBytes()).isPositive();
    }

    @Test
    void anEstimateIsNearTheCount() {
        exo.sessionEvents(month, 1000, 1000);
        exo.sessionEvents(decade, 1000, 3000);
        exo.session.sql().execute("analyze session_events_default");

        RetentionPreview preview = RetentionFixture.service().preview(exo.session, RetentionPreview.Accuracy.ESTIMATED);

        assertThat(preview.rows()).isBetween(900L, 1100L);
    }

    private Set<String> left() {
        Set<String> left = new TreeSet<>();
        for (String table : List.of("session_events", "audit_events")) {
            left.addAll(exo.session
                    .sql()
                    .fetch("select '" + table + " ' || deployment_id || ' '"
                            + " || floor(extract(epoch from now() - created_at) / 86400)::int from " + table)
                    .map(row -> row.get(0, String.class)));
        }
        return left;
    }

    /** Ten times as many pages as they need, so that they take several batches. */
    private void spread(int daysAgo, int count) {
        exo.session.sql().execute("alter table session_events_default set (fillfactor = 10)");
        exo.sessionEvents(month, daysAgo, count);
    }

    /** A run that stops, or is stopped, once it was asked so often. */
    private void run(BooleanSupplier stop) {
        run(SMALL_BATCHES, stop);
    }

    private void run(PurgePolicy policy, BooleanSupplier stop) {
        try (Session session = TestSessions.open(database)) {
            RetentionFixture.service()
                    .enforce(session, Trigger.MANUAL, policy, PurgeConduct.quiet(Duration.ZERO, null, stop));
        }
    }

    private BooleanSupplier after(int times, Runnable event) {
        return after(times, event, times);
    }

    /** Lets the event happen at one of the questions, and says stop from a later one on. */
    private BooleanSupplier after(int times, Runnable event, int stop) {
        AtomicInteger batches = new AtomicInteger();
        return () -> {
            if (exo.count(LEAF) == 0 || !hasBegun()) {
                return false;
            }
            int batch = batches.incrementAndGet();
            if (batch == times) {
                event.run();
            }
            return batch >= stop;
        };
    }

    private boolean hasBegun() {
        return Boolean.TRUE.equals(exo.session
                .sql()
                .fetchSingle("select exists (select from maintenance_runs where checkpoint -> 'page' is not null)")
                .get(0, Boolean.class));
    }

    private void killOthers() {
        exo.session
                .sql()
                .fetch("select pg_terminate_backend(pid) from pg_stat_activity"
                        + " where datname = current_database() and pid <> pg_backend_pid()");
    }

    private void elsewhere(String statement) {
        exo.session.sql().execute(statement);
    }

    private long recorded(String outcome) {
        return exo.session
                .sql()
                .fetchSingle(
                        "select coalesce(sum((p ->> 'rows')::bigint), 0) from maintenance_runs,"
                                + " jsonb_array_elements(report -> 'purged') p where outcome = ?",
                        outcome)
                .get(0, Long.class);
    }

    /** A month that the drop would take, but may not. */
    private record Fused(MonthDrop whole) implements MonthDrops {
        @Override
        public List<MonthDrop> expired(Session session) {
            return List.of(whole);
        }

        @Override
        public Outcome drop(Session session, Set<Hazard> allowed, Duration lockWait) {
            return new Outcome(List.of(), List.of());
        }
    }
}
