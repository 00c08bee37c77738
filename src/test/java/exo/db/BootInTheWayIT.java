package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.database.Session;
import exo.db.migrate.BootCheck;
import exo.db.model.ExoSchema;
import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import exo.db.testing.TestSessions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What others put in the way of a boot: it neither stops there nor goes over it. */
@ExtendWith(PostgresExtension.class)
final class BootInTheWayIT {
    private static final String DEPLOYMENT = "10000000-0000-0000-0000-000000000001";

    private final TestDatabase database;
    private final MigrateStage stage;

    BootInTheWayIT(TestDatabase database) {
        this.database = database;
        this.stage = new MigrateStage(database);
    }

    @BeforeEach
    void startFromAWholeSchema() {
        assertThat(stage.migrate().code()).isZero();
    }

    @Test
    void aHoldPlacedWhileAMonthWaitsInTheTrashKeepsItUntilItIsReleased() throws SQLException {
        setAsideAMonth();
        stage.execute("insert into retention_holds (deployment_id, reason, placed_by) values ('" + DEPLOYMENT
                + "', 'litigation', 'test')");
        stage.execute("update detached_partitions set drop_after = now()");

        CommandRun held = stage.migrate();
        String whileHeld = stage.value("select state from detached_partitions");
        stage.execute("delete from retention_holds");
        CommandRun released = stage.migrate();

        assertThat(held.out()).startsWith("nothing to do");
        assertThat(whileHeld).isEqualTo("detached");
        assertThat(released.code()).isZero();
        assertThat(stage.value("select state from detached_partitions")).isEqualTo("dropped");
    }

    @Test
    void aHoldPlacedAfterTheDropWasWrittenDownStopsItsStatements() throws SQLException {
        setAsideAMonth();
        stage.execute("update detached_partitions set drop_after = now()");
        String statements = String.join(
                ";\n",
                PsqlScript.statements(
                        stage.migrate("--dry-run", "--output", "sql").out()));
        stage.execute("insert into retention_holds (deployment_id, reason, placed_by) values ('" + DEPLOYMENT
                + "', 'litigation', 'test')");

        String refusal = refusal(statements);

        assertThat(refusal).contains("is under a retention hold");
        assertThat(stage.value("select state from detached_partitions")).isEqualTo("detached");
    }

    @Test
    void aMonthUnderAHoldCostsNoBootAFullLook() throws SQLException {
        expireAMonth();

        boolean before = isSettled();
        stage.execute("insert into retention_holds (deployment_id, reason, placed_by) values ('" + DEPLOYMENT
                + "', 'litigation', 'test')");
        boolean held = isSettled();

        assertThat(before).isFalse();
        assertThat(held).isTrue();
    }

    @Test
    void aDryRunAndStatusForeseeWhatABootDoesAndNotWhatItLeavesToTheDaemon() throws SQLException {
        expireAMonth();
        stage.execute("insert into deployments (tenant_id, name, retention_days) select id, 'kept', 3650 from tenants");

        CommandRun run = stage.migrate();
        CommandRun dry = stage.migrate("--dry-run", "--exit-code");
        CommandRun status = CommandRun.of(Map.of("EXO_DATABASE_DSN", database.dsn()), "status");
        CommandRun daemon =
                CommandRun.of(Map.of("EXO_DATABASE_DSN", database.dsn()), "partitions", "drop-expired", "--dry-run");

        assertThat(run.out()).startsWith("nothing to do");
        assertThat(dry.code()).isZero();
        assertThat(dry.out()).isEqualTo("nothing to do\n");
        assertThat(status.out()).contains("schema      current");
        assertThat(daemon.out()).contains("set aside expired partition public.session_events_2025_01");
    }

    @Test
    void aViewOnAMonthInTheTrashPutsItsEndOffAndNotTheBoot() throws SQLException {
        setAsideAMonth();
        String trash = stage.value("select trash_name from detached_partitions");
        stage.execute("create view report as select * from exo_trash." + trash);
        stage.execute("update detached_partitions set drop_after = now()");

        CommandRun run = stage.migrate("--output", "json");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("\"id\":\"partition.in-use\"", "other objects depend on it");
        assertThat(stage.value("select state from detached_partitions")).isEqualTo("detached");
    }

    @Test
    void aDropThatIsPutOffDoesNotStopABootWhoseMonthGoesToTheDefaultPartition() throws SQLException {
        expireAMonth();
        stage.execute(
                "do $$ begin execute format('drop table session_events_%s', to_char(now() at time zone 'UTC', 'YYYY_MM')); end $$");
        insertNow();
        stage.execute("analyze");
        try (Connection reader = database.connect();
                Statement statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            statement.execute("select count(*) from session_events_2025_01");

            CommandRun run = stage.migrate("--lock-wait", "500ms", "--output", "json");

            assertThat(run.code()).as(run.err()).isZero();
            assertThat(run.out()).contains("\"id\":\"partition.default-rows\"", "\"id\":\"lock.timeout\"");
        }
    }

    @Test
    void aRunThatBeginsMeanwhileIsNoReasonToDistrustTheClock() throws SQLException {
        expireAMonth();
        AtomicBoolean done = new AtomicBoolean();
        try (Connection other = database.connect()) {
            CompletableFuture<Void> runs = CompletableFuture.runAsync(() -> beginRuns(other, done));
            StringBuilder warnings = new StringBuilder();

            for (int attempt = 0; attempt < 20; attempt++) {
                warnings.append(stage.migrate("--dry-run").out());
            }
            done.set(true);
            runs.join();

            assertThat(warnings.toString()).doesNotContain("clock");
        }
    }

    @Test
    void aViewOnAColumnThatTheBackendReadsAsItIsLeavesTheColumnAndIsNamed() throws SQLException {
        stage.execute("alter table users alter column status type varchar(20)");
        stage.execute("create view active_users as select id from users where status = 'active'");

        CommandRun run = stage.migrate("--output", "json");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("\"id\":\"column.in-use\"", "view active_users");
        stage.execute("drop view active_users");
        assertThat(stage.migrate().code()).isZero();
        assertThat(stage.isComplete()).isTrue();
    }

    @Test
    void aCheckThatAnEncryptedColumnCannotKeepIsRefusedAndNoBug() throws SQLException {
        stage.execute("alter table tool_statuses alter column config type jsonb using config::jsonb");
        stage.execute("alter table tool_statuses add check (jsonb_typeof(config) = 'object')");

        CommandRun run = stage.migrate();

        assertThat(run.code()).as(run.err()).isEqualTo(14);
        assertThat(run.err()).contains("jsonb_typeof");
    }

    @Test
    void storageParametersOfAnIndexAreTheOperators() throws SQLException {
        stage.execute("alter index idx_sessions_open set (fillfactor = 80)");

        assertThat(stage.migrate().out()).startsWith("nothing to do");
    }

    @Test
    void looksAgainAfterItHasWaitedWhateverIsolationTheRoleHas() throws SQLException {
        stage.execute(
                "do $$ begin execute format('alter database %I set default_transaction_isolation = ''repeatable read''', current_database()); end $$");

        try (Session session = TestSessions.open(database)) {
            assertThat(session.sql().fetchValue("show transaction_isolation")).isEqualTo("read committed");
        }
    }

    private boolean isSettled() {
        try (Session session = TestSessions.open(database)) {
            return new BootCheck(ExoSchema.declared(), any -> true, PartitionStep::isDue).look(session)
                    instanceof BootCheck.Finding.Settled;
        }
    }

    /** One month that has expired, with a row of a deployment, beside a current one with more. */
    private void expireAMonth() throws SQLException {
        stage.execute("create table session_events_2025_01 partition of session_events"
                + " for values from ('2025-01-01 00:00:00+00') to ('2025-02-01 00:00:00+00')");
        stage.execute("with t as (insert into tenants (name, slug) values ('t', 't') returning id)"
                + " insert into deployments (id, tenant_id, name) select '" + DEPLOYMENT + "', id, 'd' from t");
        stage.execute("insert into session_events (session_id, tenant_id, deployment_id, seq, type, created_at)"
                + " values (gen_random_uuid(), gen_random_uuid(), '" + DEPLOYMENT + "', 1, 'x', '2025-01-05')");
        insertNow();
        stage.execute("analyze");
    }

    private void setAsideAMonth() throws SQLException {
        expireAMonth();
        assertThat(stage.migrate().code()).isZero();
        assertThat(stage.value("select state from detached_partitions")).isEqualTo("detached");
    }

    private void insertNow() throws SQLException {
        stage.execute(
                "insert into session_events (session_id, tenant_id, deployment_id, seq, type)"
                        + " select gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 1, 'x' from generate_series(1, 10)");
    }

    private String refusal(String statements) {
        try {
            stage.execute(statements);
            return "";
        } catch (SQLException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static void beginRuns(Connection connection, AtomicBoolean done) {
        try (Statement statement = connection.createStatement()) {
            while (!done.get()) {
                statement.execute("insert into maintenance_runs (command, trigger) values ('other', 'manual')");
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
