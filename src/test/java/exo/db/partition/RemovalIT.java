package exo.db.partition;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.database.Session;
import exo.db.engine.PlanExecutor;
import exo.db.engine.PlanExecutor.Obstacle;
import exo.db.model.ExoSchema;
import exo.db.schema.Hazard;
import exo.db.schema.MonthRange;
import exo.db.schema.Pending;
import exo.db.schema.Plan;
import exo.db.schema.Table;
import exo.db.testing.MigratedDatabase;
import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import exo.db.testing.TestSessions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The ways in which an expired partition goes, and what keeps it. */
@ExtendWith(PostgresExtension.class)
final class RemovalIT {
    private static final List<Table> MONTHLY = ExoSchema.declared().monthlyTables();
    private static final String DEPLOYMENT = "10000000-0000-0000-0000-000000000001";

    private final YearMonth old = MonthRange.monthOf(Instant.now()).minusMonths(14);
    private final String name = MonthCoverage.partitionName("session_events", old);
    private final PartitionService partitions = new PartitionService(Clock.systemUTC());
    private final Session session;

    RemovalIT(TestDatabase database) {
        session = TestSessions.open(database);
        MigratedDatabase.prepare(session);
        execute("insert into maintenance_settings default values on conflict do nothing");
        apply(Purpose.ENSURE);
        execute("with t as (insert into tenants (name, slug) values ('t', 't') returning id)"
                + " insert into deployments (id, tenant_id, name) select '" + DEPLOYMENT + "', id, 'd' from t");
        events("now()", 20);
        leaf(name, old);
        events("'" + MonthRange.of(old).from() + "'", 3);
        execute("analyze");
    }

    @AfterEach
    void close() {
        session.close();
    }

    @Test
    void withoutGraceItIsGoneAtOnceAndTheLedgerKeepsThatItWas() {
        Plan plan = plan(Purpose.DROP_WITHOUT_GRACE);

        assertThat(plan.hazards()).containsExactly(Hazard.NO_GRACE);
        assertThat(apply(plan)).isEmpty();

        assertThat(value("select to_regclass('" + name + "')")).isEqualTo("null");
        assertThat(value("select state || ' ' || estimated_rows || ' ' || (ended_at is not null) || ' '"
                        + " || (drop_after = detached_at) from detached_partitions"))
                .isEqualTo("dropped 3 true true");
        assertThat(value("select to_regnamespace('exo_trash')")).isEqualTo("null");
    }

    @Test
    void withoutGraceTheTrashIsEmptiedToo() {
        apply(Purpose.DROP_EXPIRED);

        assertThat(apply(Purpose.DROP_WITHOUT_GRACE)).isEmpty();

        assertThat(value("select state from detached_partitions")).isEqualTo("dropped");
        assertThat(value("select count(*) from pg_class where relnamespace = 'exo_trash'::regnamespace"))
                .isEqualTo("0");
    }

    @Test
    void withoutGraceAHoldPlacedAfterThePlanKeepsItAllTheSame() {
        Plan plan = plan(Purpose.DROP_WITHOUT_GRACE);
        hold();

        List<Pending> deferred = apply(plan);

        assertThat(deferred).extracting(Pending::id).containsExactly("partition.pinned");
        assertThat(value("select count(*) from " + name)).isEqualTo("3");
        assertThat(value("select count(*) from detached_partitions")).isEqualTo("0");
    }

    @Test
    void withoutGraceAHeldMonthStaysInTheTrash() {
        apply(Purpose.DROP_EXPIRED);
        hold();

        assertThat(plan(Purpose.DROP_WITHOUT_GRACE)).isEqualTo(Plan.EMPTY);
    }

    @Test
    void aWindowLengthenedAfterThePlanKeepsIt() {
        Plan plan = plan(Purpose.DROP_EXPIRED);
        execute("update deployments set retention_days = 3650");

        assertThat(apply(plan)).extracting(Pending::id).containsExactly("partition.pinned");
        assertThat(value("select count(*) from " + name)).isEqualTo("3");
    }

    @Test
    void aParentWithoutDefaultIsDetachedConcurrently() {
        execute("drop table session_events_default");

        Plan plan = plan(Purpose.DROP_EXPIRED);

        assertThat(changes(plan)).containsExactly("CreateSchema", "DetachConcurrently");
        assertThat(apply(plan)).isEmpty();
        assertThat(value("select count(*) from exo_trash." + trash())).isEqualTo("3");
        assertThat(value("select state || ' ' || (drop_after - detached_at) from detached_partitions"))
                .isEqualTo("detached 7 days");
        assertThat(plan(Purpose.DROP_EXPIRED)).isEqualTo(Plan.EMPTY);
    }

    @Test
    void aConcurrentDetachAfterABootThatMakesTheDefaultIsAPlainOne() {
        execute("drop table session_events_default");

        Plan plan = plan(Purpose.BOOT);

        assertThat(changes(plan)).containsExactly("CreateDefaultPartition", "CreateSchema", "DetachPartition");
        assertThat(apply(plan)).isEmpty();
    }

    @Test
    void whatAKilledRunHasDetachedIsFoundByItsAnnouncementAndSetAside() {
        announce();
        execute("alter table session_events detach partition " + name);

        assertThat(changes(plan(Purpose.DROP_EXPIRED))).contains("SettleDetached");
        assertThat(apply(Purpose.DROP_EXPIRED)).isEmpty();

        assertThat(value("select state || ' ' || trash_name from detached_partitions"))
                .isEqualTo("detached announced");
        assertThat(value("select count(*) from exo_trash.announced")).isEqualTo("3");
    }

    @Test
    void whatWasDetachedThoughARowOfItMustStayGoesBackToItsParent() {
        announce();
        execute("alter table session_events detach partition " + name);
        hold();

        assertThat(apply(Purpose.DROP_EXPIRED)).isEmpty();

        assertThat(value("select count(*) from session_events")).isEqualTo("23");
        assertThat(value("select count(*) from detached_partitions")).isEqualTo("0");
    }

    @Test
    void anAnnouncementThatNothingCameOfIsReplaced() {
        announce();

        assertThat(apply(Purpose.DROP_EXPIRED)).isEmpty();

        assertThat(value("select string_agg(state, ' ') from detached_partitions"))
                .isEqualTo("detached");
    }

    @Test
    void foreignKeysThatPointToItOrItsParentKeepItAndAreListed() {
        execute("create table notes (id uuid, at timestamptz, constraint to_parent foreign key (id, at)"
                + " references session_events (id, created_at))");
        execute("create table \"My Marks\" (id uuid, at timestamptz, constraint to_leaf foreign key (id, at)"
                + " references " + name + " (id, created_at))");

        Plan plan = plan(Purpose.DROP_EXPIRED);

        assertThat(plan.steps()).isEmpty();
        assertThat(plan.pending()).singleElement().satisfies(pending -> {
            assertThat(pending.id()).isEqualTo("partition.referenced");
            assertThat(pending.what()).contains("to_parent of notes", "to_leaf of \"My Marks\"");
            assertThat(pending.next()).contains("alter table notes drop constraint to_parent");
        });
    }

    @Test
    void aPartitionThatWasEmptyWhenItWasAnalysedIsWeighedByWhatItHoldsNow() {
        YearMonth next = old.plusMonths(1);
        leaf("filled_later", next);
        execute("analyze filled_later");
        events("'" + MonthRange.of(next).from() + "'", 5_000);

        assertThat(plan(Purpose.DROP_EXPIRED).hazards()).containsExactly(Hazard.MASS_DROP);
    }

    @Test
    void partitionsOfOtherNamesAndBoundsGoByTheirBoundsAndMeetInTheTrashWithoutCollision() {
        String longName = "session_events_of_the_old_installation_in_frankfurt_p2020";
        execute("update maintenance_settings set default_retention_days = 3000");
        between("session_events_p2014_01", "2014-01-01", "2014-02-01");
        between("session_events_p20140201", "2014-02-01 03:00", "2014-02-08 03:00");
        between(longName + "01", "2014-02-08 03:00", "2014-12-01");

        assertThat(apply(Purpose.DROP_EXPIRED)).isEmpty();
        between(longName + "02", "2014-12-01", "2015-01-01");
        assertThat(apply(Purpose.DROP_EXPIRED)).isEmpty();

        assertThat(value("select count(*) from detached_partitions d"
                        + " join pg_class c on c.relname = d.trash_name and c.relnamespace = 'exo_trash'::regnamespace"
                        + " where c.relkind = 'r'"))
                .isEqualTo("4");
        assertThat(value("select count(*) from " + name)).isEqualTo("3");
    }

    @Test
    void aWidePartitionStaysAsLongAsItsLastRowsHaveToAndGoesAsAWhole() {
        execute("update maintenance_settings set default_retention_days = 3000");
        between("session_events_legacy", "minvalue", "2020-01-01");
        execute("update maintenance_settings set default_retention_days = 90");
        events("'2019-12-31'", 1);
        execute("update deployments set retention_days = 3650");
        assertThat(plan(Purpose.DROP_EXPIRED)).isEqualTo(Plan.EMPTY);

        execute("update deployments set retention_days = 90");

        assertThat(apply(Purpose.DROP_EXPIRED)).isEmpty();
        assertThat(value("select string_agg(lower_bound::text || ' ' || name, ', ' order by name desc)"
                        + " from detached_partitions"))
                .contains("-infinity session_events_legacy");
    }

    private Plan plan(Purpose purpose) {
        return partitions.plan(session, MONTHLY, purpose);
    }

    private List<Pending> apply(Purpose purpose) {
        return apply(plan(purpose));
    }

    private List<Pending> apply(Plan plan) {
        return new PlanExecutor(TestSessions.timing())
                .apply(session, plan, Duration.ofMillis(700), Obstacle.DEFER, event -> {});
    }

    private static List<String> changes(Plan plan) {
        return plan.steps().stream()
                .map(step -> step.change().getClass().getSimpleName())
                .toList();
    }

    private void announce() {
        execute("create schema exo_trash");
        execute(
                "insert into detached_partitions (parent, name, trash_name, lower_bound, upper_bound, state, drop_after)"
                        + " values ('session_events', '" + name + "', 'announced', '"
                        + MonthRange.of(old).from() + "', '"
                        + MonthRange.of(old).to() + "', 'detaching', now())");
    }

    private void leaf(String partition, YearMonth month) {
        MonthRange range = MonthRange.of(month);
        between(partition, range.from().toString(), range.to().toString());
    }

    private void between(String partition, String from, String to) {
        execute("create table " + partition + " partition of session_events for values from ("
                + (from.equals("minvalue") ? from : "'" + from + "'") + ") to ('" + to + "')");
    }

    private void events(String createdAt, int count) {
        execute("insert into session_events (session_id, tenant_id, deployment_id, seq, type, created_at)"
                + " select gen_random_uuid(), gen_random_uuid(), '" + DEPLOYMENT + "', n, 'x', " + createdAt
                + " from generate_series(1, " + count + ") n");
    }

    private void hold() {
        execute("insert into retention_holds (deployment_id, reason, placed_by) values ('" + DEPLOYMENT
                + "', 'litigation', 'test')");
    }

    private String trash() {
        return value("select trash_name from detached_partitions where state = 'detached'");
    }

    private String value(String sql) {
        return String.valueOf(session.sql().fetchSingle(sql).get(0, String.class));
    }

    private void execute(String sql) {
        session.sql().execute(sql);
    }
}
