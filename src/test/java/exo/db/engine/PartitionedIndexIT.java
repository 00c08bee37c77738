package exo.db.engine;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.database.Session;
import exo.db.engine.PlanEvent.Activity;
import exo.db.engine.PlanExecutor.Obstacle;
import exo.db.model.ExoSchema;
import exo.db.schema.Change;
import exo.db.schema.DeclaredSchema;
import exo.db.schema.Plan;
import exo.db.schema.SchemaFingerprint;
import exo.db.schema.SchemaPlanner;
import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import exo.db.testing.TestSessions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What happens to partitions between the plan for an index and its execution, and what is told meanwhile. */
@ExtendWith(PostgresExtension.class)
final class PartitionedIndexIT {
    private static final DeclaredSchema DECLARED = ExoSchema.declared();
    private static final String INDEX = "idx_session_events_session_id_seq";

    private final TestDatabase database;

    PartitionedIndexIT(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void missAnIndexOfTwoMonthsWithRows() throws SQLException {
        try (Session session = TestSessions.open(database)) {
            apply(session, plan(session), new ArrayList<>());
            month(session, 1);
            month(session, 2);
            session.sql().execute("drop index " + INDEX);
        }
    }

    @Test
    void aMonthThatIsSetAsideMeanwhileIsPassedOver() {
        try (Session session = TestSessions.open(database)) {
            Plan plan = plan(session);
            session.sql().execute("alter table session_events detach partition session_events_2025_01");
            session.sql().execute("alter table session_events_2025_01 rename to elsewhere");

            apply(session, plan, new ArrayList<>());

            assertThat(isComplete(session)).isTrue();
        }
    }

    @Test
    void theLastMonthMayBeSetAsideToo() {
        try (Session session = TestSessions.open(database)) {
            Plan plan = plan(session);
            session.sql().execute("alter table session_events detach partition session_events_2025_02");
            session.sql().execute("alter table session_events_2025_02 rename to elsewhere");

            apply(session, plan, new ArrayList<>());
            apply(session, plan(session), new ArrayList<>());

            assertThat(isComplete(session)).isTrue();
        }
    }

    @Test
    void aMonthThatIsAddedMeanwhileHasItsPartFromTheBeginning() {
        try (Session session = TestSessions.open(database)) {
            Plan plan = plan(session);
            Plan begun = new Plan(plan.steps().subList(0, 1), List.of());
            Plan rest = new Plan(plan.steps().subList(1, plan.steps().size()), List.of());

            apply(session, begun, new ArrayList<>());
            month(session, 3);
            apply(session, rest, new ArrayList<>());

            assertThat(isComplete(session)).isTrue();
        }
    }

    @Test
    void aBuildThatTakesLongSaysWhatItIsAt() throws SQLException {
        List<PlanEvent> events = new ArrayList<>();
        try (Session session = TestSessions.open(database);
                Connection old = database.connect()) {
            old.setAutoCommit(false);
            old.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            try (Statement statement = old.createStatement()) {
                statement.execute("select count(*) from tenants");
            }
            CompletableFuture<Void> end = CompletableFuture.runAsync(() -> endSoon(old));

            apply(session, plan(session), events);

            end.join();
        }
        assertThat(events)
                .filteredOn(event -> event instanceof PlanEvent.Progress now
                        && now.step().change() instanceof Change.CreateLeafIndex
                        && now.activity() instanceof Activity.Building building
                        && building.phase().equals("waiting for old snapshots"))
                .isNotEmpty();
    }

    /** The first look at a statement comes after a second. */
    private static void endSoon(Connection old) {
        try (Statement statement = old.createStatement()) {
            statement.execute("select pg_sleep(3)");
            old.rollback();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void month(Session session, int month) {
        String name = "session_events_2025_0" + month;
        session.sql()
                .execute("create table " + name + " (like session_events including defaults including constraints)");
        session.sql()
                .execute("insert into " + name + " (session_id, tenant_id, deployment_id, seq, type, created_at)"
                        + " select gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), i, 'x', '2025-0" + month
                        + "-15' from generate_series(1, 1000) i");
        session.sql()
                .execute("alter table session_events attach partition " + name + " for values from ('2025-0" + month
                        + "-01 00:00:00+00') to ('2025-0" + (month + 1) + "-01 00:00:00+00')");
    }

    private static void apply(Session session, Plan plan, List<PlanEvent> events) {
        new PlanExecutor(TestSessions.timing())
                .apply(session, plan, Duration.ofSeconds(30), Obstacle.STOP, events::add);
    }

    private static Plan plan(Session session) {
        return Prober.plan(session, new SchemaPlanner(DECLARED), CatalogReader.snapshot(session, DECLARED));
    }

    private static boolean isComplete(Session session) {
        return SchemaFingerprint.of(DECLARED, CatalogReader.snapshot(session, DECLARED))
                .equals(SchemaFingerprint.of(DECLARED));
    }
}
