package exo.db.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import exo.db.database.Session;
import exo.db.engine.ChangeSql;
import exo.db.engine.PlanExecutor;
import exo.db.engine.PlanExecutor.Obstacle;
import exo.db.model.ExoSchema;
import exo.db.schema.ChangeText;
import exo.db.schema.MonthRange;
import exo.db.schema.Pending;
import exo.db.schema.Plan;
import exo.db.schema.Table;
import exo.db.testing.MigratedDatabase;
import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import exo.db.testing.TestSessions;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Months that come back from the trash, whatever happened to their parent meanwhile. */
@ExtendWith(PostgresExtension.class)
final class ReturnIT {
    private static final List<Table> MONTHLY = ExoSchema.declared().monthlyTables();

    private final YearMonth old = MonthRange.monthOf(Instant.now()).minusMonths(14);
    private final String name = MonthCoverage.partitionName("session_events", old);
    private final PartitionService partitions = new PartitionService(Clock.systemUTC());
    private final ReturnService returns = new ReturnService(TestSessions.timing());
    private final Session session;

    /** A month with three rows in the trash. */
    ReturnIT(TestDatabase database) {
        session = TestSessions.open(database);
        MigratedDatabase.prepare(session);
        execute("insert into maintenance_settings default values on conflict do nothing");
        apply(partitions.plan(session, MONTHLY, Purpose.ENSURE));
        month("session_events");
        events(3);
        execute("analyze");
        execute("insert into session_events (session_id, tenant_id, deployment_id, seq, type) select gen_random_uuid(),"
                + " gen_random_uuid(), gen_random_uuid(), n, 'new' from generate_series(1, 10) n");
        execute("analyze");
        drop();
    }

    @AfterEach
    void close() {
        session.close();
    }

    @Test
    void comesBackUnderItsOldNameWithItsRowsAndIndexes() {
        String indexes = "select count(*) from pg_inherits i join pg_index x on x.indexrelid = i.inhrelid"
                + " where x.indrelid = '" + name + "'::regclass and x.indisvalid";

        Plan plan = undrop();

        assertThat(rows(name)).isEqualTo(3);
        assertThat(rows("session_events")).isEqualTo(13);
        assertThat(value(indexes)).isEqualTo("3");
        assertThat(value("select state || ' ' || (ended_at is not null) from detached_partitions"))
                .isEqualTo("reattached true");
        assertThat(value("select count(*) from pg_constraint where conname = 'exo_bounds'"))
                .isEqualTo("0");
        assertThat(plan.pending()).extracting(Pending::id).containsExactly("partition.expires-again");
    }

    @Test
    void isAttachedWithoutALookAtItsRows() throws SQLException {
        Plan plan = returns.plan(session, MONTHLY, old);
        apply(new Plan(plan.steps().subList(0, 1), List.of()));
        List<String> said = new ArrayList<>();
        try (Statement statement = session.jdbc().createStatement()) {
            statement.execute("set client_min_messages = debug1");
            for (String sql : ChangeSql.render(plan.steps().get(1).change())) {
                statement.execute(sql);
                for (SQLWarning warning = statement.getWarnings();
                        warning != null;
                        warning = warning.getNextWarning()) {
                    said.add(String.valueOf(warning.getMessage()));
                }
            }
        }

        assertThat(said)
                .contains("partition constraint for table \"" + name + "\" is implied by existing constraints")
                .noneMatch(message -> message.contains("building index \"" + name));
    }

    @Test
    void isGivenWhatMigrationsBroughtMeanwhile() {
        execute("alter table session_events add column severity text not null default 'info'");
        execute("alter table session_events add constraint chk_severity check (severity <> '')");
        execute("update session_events set payload = 'p'");
        execute("alter table session_events alter column payload set not null");
        execute("create index on session_events (type)");
        execute("update exo_trash." + trash() + " set payload = 'p'");

        undrop();

        assertThat(value("select distinct severity || payload from " + name)).isEqualTo("infop");
        assertThat(value("select count(*) from pg_index where indrelid = '" + name + "'::regclass"))
                .isEqualTo("4");
    }

    @Test
    void aColumnThatWasJsonBecomesTheTextThatItsParentHas() {
        execute("alter table exo_trash." + trash() + " alter column payload type jsonb using '{\"b\": 1, \"a\": 2}'");

        Plan plan = undrop();

        assertThat(value("select distinct payload from " + name)).isEqualTo("{\"a\": 2, \"b\": 1}");
        assertThat(plan.pending())
                .extracting(Pending::id)
                .containsExactly("partition.plaintext", "partition.expires-again");
    }

    @Test
    void whatAKilledRunHasPreparedIsNotPreparedAgain() {
        Plan plan = returns.plan(session, MONTHLY, old);
        apply(new Plan(plan.steps().subList(0, 1), List.of()));

        Plan again = undrop();

        assertThat(again.steps()).hasSize(1);
        assertThat(rows("session_events")).isEqualTo(13);
    }

    @Test
    void aMigrationBetweenPreparationAndReturnIsCaughtUpWith() {
        apply(new Plan(returns.plan(session, MONTHLY, old).steps().subList(0, 1), List.of()));
        execute("alter table session_events add column note text");

        Plan again = undrop();

        assertThat(ChangeText.of(again.steps().getFirst().change())).contains("column note");
        assertThat(rows(name)).isEqualTo(3);
    }

    @Test
    void refusesAColumnThatTheParentDoesNotHave() {
        execute("alter table exo_trash." + trash() + " add column mine int");

        assertThatThrownBy(() -> returns.plan(session, MONTHLY, old))
                .isInstanceOf(NotBroughtBack.class)
                .hasMessageContaining("has a column that its parent does not have (any more): mine");
    }

    @Test
    void refusesWhereRowsOfItsRangeAreInTheDefaultPartition() {
        events(1);

        assertThatThrownBy(() -> returns.plan(session, MONTHLY, old))
                .isInstanceOf(NotBroughtBack.class)
                .hasMessageContaining("session_events_default holds 1 row of its range");
    }

    @Test
    void refusesWhereItsRangeIsCoveredByNow() {
        month("session_events");

        assertThatThrownBy(() -> returns.plan(session, MONTHLY, old))
                .hasMessageContaining("its range is covered by now, by public." + name);
    }

    @Test
    void refusesWhereItsNameIsTaken() {
        execute("create view " + name + " as select 1");

        assertThatThrownBy(() -> returns.plan(session, MONTHLY, old))
                .hasMessageContaining("is by now something else, which is not one of its partitions");
    }

    @Test
    void saysWhatIsInTheTrashWhereTheMonthIsNot() {
        assertThatThrownBy(() -> returns.plan(session, MONTHLY, old.minusMonths(1)))
                .isInstanceOfSatisfying(NotBroughtBack.class, e -> {
                    assertThat(e.id()).isEqualTo("partition.not-in-trash");
                    assertThat(e.next()).isEqualTo("in the trash are session_events " + name);
                });
    }

    @Test
    void saysWhenAMonthWasDroppedAndThatABackupIsWhatRemains() {
        execute("update detached_partitions set drop_after = now()");
        drop();

        assertThatThrownBy(() -> returns.plan(session, MONTHLY, old))
                .isInstanceOfSatisfying(
                        NotBroughtBack.class,
                        e -> assertThat(e.why())
                                .matches("public." + name
                                        + " was dropped on \\d{4}-\\d\\d-\\d\\d, and only a backup can give it back"));
    }

    @Test
    void aMonthThatTheDaemonDropsBetweenPlanAndActIsPutOffAndNothingElseHappens() {
        Plan plan = returns.plan(session, MONTHLY, old);
        execute("update detached_partitions set drop_after = now()");
        drop();

        List<Pending> deferred = apply(plan);

        assertThat(deferred).extracting(Pending::id).contains("partition.changed");
        assertThat(value("select state from detached_partitions")).isEqualTo("dropped");
    }

    @Test
    void aRowThatBreaksANewCheckIsNamedAndStaysInTheTrash() {
        execute("alter table session_events add constraint chk_type check (type <> 'x') not valid");

        List<Pending> deferred = apply(returns.plan(session, MONTHLY, old));

        assertThat(deferred.getFirst().id()).isEqualTo("partition.misfit");
        assertThat(deferred.getFirst().what()).contains("chk_type");
        assertThat(rows("exo_trash." + trash())).isEqualTo(3);
    }

    @Test
    void aWideLegacyPartitionComesBackForAnyMonthInIt(TestDatabase database) {
        undrop();
        execute("alter table session_events detach partition " + name);
        execute("drop table " + name);
        execute("create table session_events_legacy partition of session_events for values from (minvalue) to ('"
                + MonthRange.of(old).to() + "')");
        events(2);
        drop();

        undrop();

        assertThat(rows("session_events_legacy")).isEqualTo(2);
        assertThat(value("select pg_get_expr(relpartbound, oid) from pg_class where relname = 'session_events_legacy'"))
                .startsWith("FOR VALUES FROM ('-infinity')");
    }

    @Test
    void whatAWindowReachesIntoByNowIsNotDroppedThoughItsGraceIsOver() {
        execute("update maintenance_settings set default_retention_days = 3650");
        execute("update detached_partitions set drop_after = now()");

        assertThat(partitions.plan(session, MONTHLY, Purpose.DROP_EXPIRED).steps())
                .isEmpty();
        assertThat(undrop().pending()).isEmpty();
    }

    private Plan undrop() {
        Plan plan = returns.plan(session, MONTHLY, old);
        assertThat(apply(plan)).isEmpty();
        return plan;
    }

    private void drop() {
        assertThat(apply(partitions.plan(session, MONTHLY, Purpose.DROP_EXPIRED)))
                .isEmpty();
    }

    private List<Pending> apply(Plan plan) {
        return new PlanExecutor(TestSessions.timing())
                .apply(session, plan, Duration.ofMillis(700), Obstacle.DEFER, event -> {});
    }

    private void month(String parent) {
        execute("create table " + MonthCoverage.partitionName(parent, old) + " partition of " + parent
                + " for values from ('" + MonthRange.of(old).from() + "') to ('"
                + MonthRange.of(old).to() + "')");
    }

    private void events(int count) {
        execute("insert into session_events (session_id, tenant_id, deployment_id, seq, type, created_at)"
                + " select gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), n, 'x', '"
                + MonthRange.of(old).from() + "' from generate_series(1, " + count + ") n");
    }

    private String trash() {
        return value("select trash_name from detached_partitions where state = 'detached'");
    }

    private long rows(String table) {
        return Long.parseLong(value("select count(*) from " + table));
    }

    private String value(String sql) {
        return String.valueOf(session.sql().fetchSingle(sql).get(0, String.class));
    }

    private void execute(String sql) {
        session.sql().execute(sql);
    }
}
