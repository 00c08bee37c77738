package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Sessions that are really in the way of a boot: each is waited for, got round or named, and never a reason to fail.
 */
@ExtendWith(PostgresExtension.class)
final class MigrateBlockersIT {
    private static final String EVENTS_INDEX = "idx_session_events_session_id_seq";
    private static final String LEAF = "session_events_2025_01";

    private final TestDatabase database;
    private final MigrateStage stage;

    MigrateBlockersIT(TestDatabase database) {
        this.database = database;
        this.stage = new MigrateStage(database);
    }

    @BeforeEach
    void startFromAWholeSchema() {
        assertThat(stage.migrate().code()).isZero();
    }

    @Test
    void theSchemaForTheTrashMayBeMadeBySomebodyElseMeanwhile() throws SQLException {
        fillMonth(30);
        try (Connection daemon = transaction("create schema exo_trash")) {
            CompletableFuture<CommandRun> run = start();
            stage.waitFor("select 1 from pg_stat_activity where query like '%create schema if not exists%'"
                    + " and wait_event = 'transactionid' and pid <> pg_backend_pid()");

            daemon.commit();

            assertThat(run.join().code()).as(run.join().err()).isZero();
        }
        assertThat(stage.value("select state from detached_partitions")).isEqualTo("detached");
    }

    @Test
    void aMonthThatSomebodyHoldsExclusivelyIsWaitedForAndItsHolderNamed() throws SQLException {
        fillMonth(30);
        try (Connection holder = transaction("lock table " + LEAF + " in access exclusive mode")) {
            CommandRun run = stage.migrate("--lock-wait", "500ms", "--output", "json");

            assertThat(run.code()).as(run.err()).isEqualTo(15);
            assertThat(run.err()).contains("\"id\":\"lock.timeout\"", LEAF, "the-holder", "\"retryable\":true");
            assertThat(holder.isClosed()).isFalse();
        }
        assertThat(stage.migrate().code()).isZero();
    }

    @Test
    void anIndexBuildThatADeadlockEndsIsMadeAnew() throws SQLException {
        stage.execute("with t as (insert into tenants (name, slug) values ('t', 't') returning id)"
                + " insert into users (tenant_id, email, name) select id, 'a@b.c', 'a' from t");
        stage.execute("drop index idx_users_tenant_id");
        // The build waits for its transaction, and it for the build, which the server finds out second.
        try (Connection other = transaction("set local deadlock_timeout = '1h'; update users set name = 'b'")) {
            CompletableFuture<CommandRun> run = start();
            stage.waitFor("select 1 from pg_stat_progress_create_index where phase like 'waiting for writers%'");

            execute(other, "lock table users in share update exclusive mode");
            other.commit();

            assertThat(run.join().code()).as(run.join().err()).isZero();
        }
        assertThat(stage.value("select deadlocks from pg_stat_database where datname = current_database()"))
                .isEqualTo("1");
        assertThat(stage.isComplete()).isTrue();
        assertThat(stage.value("select count(*) from pg_index where not indisvalid"))
                .isEqualTo("0");
    }

    @Test
    void whatABuildLeftWhoseBackendWasEndedIsClearedAway() throws SQLException {
        stage.execute("with t as (insert into tenants (name, slug) values ('t', 't') returning id)"
                + " insert into users (tenant_id, email, name) select id, 'a@b.c', 'a' from t");
        stage.execute("drop index idx_users_tenant_id");
        try (Connection writer = transaction("update users set name = 'b'")) {
            CompletableFuture<CommandRun> run = start();
            String builder =
                    stage.waitFor("select pid from pg_stat_progress_create_index where phase like 'waiting for%'");
            stage.execute("select pg_terminate_backend(" + builder + ", 5000)");

            assertThat(run.join().code()).as(run.join().err()).isEqualTo(10);
            writer.rollback();
        }
        assertThat(stage.value("select count(*) from pg_index where not indisvalid"))
                .isEqualTo("1");

        CommandRun again = stage.migrate();

        assertThat(again.code()).as(again.err()).isZero();
        assertThat(stage.value("select count(*) from pg_index where not indisvalid"))
                .isEqualTo("0");
        assertThat(stage.isComplete()).isTrue();
    }

    @Test
    void aCheckThatDoesNotFitTheTypeIsNamedAndStopsNothingElse() throws SQLException {
        stage.execute("alter table sessions alter column last_seq drop default,"
                + " alter column last_seq type text using last_seq::text");
        stage.execute("alter table sessions add constraint hers check (last_seq ~ '^[0-9]+$')");
        stage.execute("drop index idx_users_tenant_id");

        CommandRun run = stage.migrate("--output", "json");

        assertThat(stage.value("select to_regclass('idx_users_tenant_id') is not null"))
                .as(run.err())
                .isEqualTo("t");
        assertThat(run.out() + run.err()).contains("last_seq", "hers");
    }

    @Test
    void theIndexOfAParentDoesNotWaitForWhoIsBusyWithAMonth() throws SQLException {
        fillMonth(3650);
        stage.execute("drop index " + EVENTS_INDEX);
        try (Connection vacuum = transaction("lock table " + LEAF + " in share update exclusive mode")) {
            CommandRun run = stage.migrate("--lock-wait", "3s", "--output", "json");

            assertThat(run.code()).as(run.err()).isZero();
            assertThat(stage.value("select to_regclass('" + EVENTS_INDEX + "') is not null"))
                    .isEqualTo("t");
            assertThat(run.out()).contains("\"id\":\"lock.timeout\"", LEAF);
            assertThat(vacuum.isClosed()).isFalse();
        }
        assertThat(stage.migrate().code()).isZero();
        assertThat(stage.isComplete()).isTrue();
    }

    @Test
    void aPartOfAnIndexIsAttachedWhileSomebodyHoldsTheTableAndNotItsIndex() throws SQLException {
        fillMonth(3650);
        stage.execute("drop index " + EVENTS_INDEX);
        try (Connection dump = transaction("lock table " + LEAF + " in access share mode")) {
            CommandRun run = stage.migrate("--lock-wait", "2s", "--output", "json");

            assertThat(run.code()).as(run.err()).isZero();
            assertThat(run.out()).doesNotContain("lock.timeout");
            assertThat(dump.isClosed()).isFalse();
        }
        assertThat(stage.isComplete()).isTrue();
    }

    @Test
    void whatCountsOnAStepThatIsPutOffWaitsWithItAndIsNamed() throws SQLException {
        stage.execute("alter table users drop column name; drop index idx_users_tenant_id, idx_sessions_open");
        try (Connection holder = transaction("lock table users in access share mode")) {
            CommandRun run = stage.migrate("--lock-wait", "500ms", "--output", "json");

            assertThat(run.code()).as(run.err()).isEqualTo(15);
            assertThat(run.err()).contains("\"id\":\"lock.dependent\"", "idx_users_tenant_id");
            assertThat(stage.value("select to_regclass('idx_sessions_open') is not null"))
                    .isEqualTo("t");
            assertThat(holder.isClosed()).isFalse();
        }
        assertThat(stage.migrate().code()).isZero();
        assertThat(stage.isComplete()).isTrue();
    }

    @Test
    void aStepThatTheServerRefusesIsWrittenDownAsFailed() throws SQLException {
        stage.execute("drop index idx_users_tenant_id");
        stage.execute("create function refuse() returns event_trigger language plpgsql as"
                + " $$ begin raise exception using errcode = '53100', message = 'no space left on device'; end $$;"
                + " create event trigger refuse on ddl_command_start when tag in ('CREATE INDEX')"
                + " execute function refuse()");

        CommandRun run = stage.migrate();

        assertThat(run.code()).as(run.err()).isEqualTo(14);
        assertThat(run.err()).contains("no space left on device");
        assertThat(stage.value("select state from migration_steps where step like '%idx_users_tenant_id%'"
                        + " order by id desc limit 1"))
                .isEqualTo("failed");
        stage.execute("drop event trigger refuse");
        assertThat(stage.migrate().code()).isZero();
        assertThat(stage.value("select state from migration_steps where step like '%idx_users_tenant_id%'"
                        + " order by id desc limit 1"))
                .isEqualTo("done");
    }

    @Test
    void whoWritesToOneTableOfAKeyWaitsAMomentAtMostForWhoHoldsTheOther() throws SQLException {
        stage.execute("insert into tenants (name, slug) values ('t', 't')");
        stage.execute("alter table users drop constraint fk_users_tenant");
        try (Connection holder = transaction("lock table users in row exclusive mode");
                Connection writer = database.connect()) {
            CompletableFuture<CommandRun> run = start("--lock-wait", "2s");
            long longest = 0;
            while (!run.isDone()) {
                long start = System.nanoTime();
                execute(writer, "update tenants set name = name");
                longest = Math.max(longest, System.nanoTime() - start);
            }

            assertThat(run.join().code()).as(run.join().err()).isZero();
            assertThat(run.join().err()).contains("the-holder");
            // The first table is locked while the second is waited for: 200 ms for both, and half as much for a slow
            // machine.
            assertThat(TimeUnit.NANOSECONDS.toMillis(longest)).isBetween(20L, 300L);
            assertThat(holder.isClosed()).isFalse();
        }
        assertThat(stage.migrate().code()).isZero();
        assertThat(stage.isComplete()).isTrue();
    }

    @Test
    void rowsThatWereMendedBeforeTheFirstRunNeedNoSecond() throws SQLException, IOException {
        MigrateStage old = new MigrateStage(database.another());
        old.run("before-encryption.sql");
        old.run("before-encryption-mended.sql");

        CommandRun run = old.migrate();

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).doesNotContain("warning");
        assertThat(old.isComplete()).isTrue();
        assertThat(old.migrate().out()).startsWith("nothing to do");
    }

    /** A month of a deployment that keeps its rows for so many days. */
    private void fillMonth(int days) throws SQLException {
        stage.execute("drop schema if exists exo_trash");
        stage.execute("create table " + LEAF + " partition of session_events"
                + " for values from ('2025-01-01 00:00:00+00') to ('2025-02-01 00:00:00+00')");
        stage.execute("insert into tenants (name, slug) values ('u', 'u')");
        stage.execute("insert into deployments (tenant_id, name, retention_days) select id, 'd', " + days
                + " from tenants where slug = 'u'");
        stage.execute("insert into session_events (session_id, tenant_id, deployment_id, seq, type, created_at)"
                + " select gen_random_uuid(), tenant_id, id, 1, 'x', '2025-01-05' from deployments");
        stage.execute("insert into session_events (session_id, tenant_id, deployment_id, seq, type)"
                + " select gen_random_uuid(), tenant_id, id, i, 'x' from deployments, generate_series(1, 10) i");
        stage.execute("analyze");
    }

    private CompletableFuture<CommandRun> start(String... options) {
        return CompletableFuture.supplyAsync(
                () -> stage.migrate(options), task -> Thread.ofPlatform().start(task));
    }

    private Connection transaction(String statements) throws SQLException {
        Connection connection = database.connect();
        execute(connection, "set application_name = 'the-holder'");
        connection.setAutoCommit(false);
        execute(connection, statements);
        return connection;
    }

    private static void execute(Connection connection, String statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(statements);
        }
    }
}
