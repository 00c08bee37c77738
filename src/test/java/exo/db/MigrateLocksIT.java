package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import exo.db.testing.WireProxy;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a boot does where others hold what it has to change, and what it writes down of it. */
@ExtendWith(PostgresExtension.class)
final class MigrateLocksIT {
    private final TestDatabase database;
    private final MigrateStage stage;

    MigrateLocksIT(TestDatabase database) {
        this.database = database;
        this.stage = new MigrateStage(database);
    }

    @Test
    void makesAWholeSchemaInFewRoundTripsAndWritesEveryStepDown() throws SQLException, IOException {
        try (WireProxy proxy = WireProxy.to(database)) {
            String dsn = database.dsn().replace(":" + database.port() + "/", ":" + proxy.port() + "/");

            CommandRun run = MigrateStage.migrateTo(dsn);

            assertThat(run.code()).as(run.err()).isZero();
            assertThat(proxy.turns().stream().filter(MigrateLocksIT::changesDefinitions))
                    .as("round trips with DDL")
                    .hasSizeLessThanOrEqualTo(12);
        }
        assertThat(stage.value("select count(*) from migration_steps where state = 'done' and finished_at is not null"))
                .isEqualTo(stage.value("select count(*) from migration_steps"));
        assertThat(stage.value("select bool_and(sql_hash ~ '^[0-9a-f]{64}$') from migration_steps"))
                .isEqualTo("t");
        assertThat(stage.value("select count(*) from migration_steps where step = 'create table public.users'"))
                .isEqualTo("1");
    }

    @Test
    void writesTheRowOfARepeatedStepAnewAndNothingWhenNothingIsToBeDone() throws SQLException {
        stage.migrate();
        stage.execute("update migration_steps set state = 'failed', runner = 'another'");
        String rows = stage.value("select count(*) from migration_steps");
        stage.migrate();
        String untouched = stage.value("select count(*) from migration_steps where runner = 'another'");
        stage.execute("drop index idx_sessions_open");

        stage.migrate();

        assertThat(untouched).isEqualTo(rows);
        assertThat(stage.value("select state from migration_steps where runner <> 'another'"
                        + " and step like '%idx_sessions_open%'"))
                .isEqualTo("done");
        assertThat(stage.value("select count(*) from migration_steps where step like '%idx_sessions_open%'"))
                .isEqualTo("1");
    }

    @Test
    void doesAllElseWhileOneTableIsHeld() throws SQLException {
        stage.migrate();
        stage.execute("alter table users drop constraint fk_users_tenant; drop index idx_sessions_open");
        try (Connection holder = holding("lock table users in row exclusive mode")) {
            CommandRun run = stage.migrate("--lock-wait", "500ms", "--output", "json");

            assertThat(run.code()).as(run.err()).isZero();
            assertThat(run.out()).contains("\"id\":\"lock.timeout\"", "the-holder");
            assertThat(stage.value("select to_regclass('idx_sessions_open') is not null"))
                    .isEqualTo("t");
            assertThat(holder.isClosed()).isFalse();
        }
    }

    @Test
    void asksToBeRunAgainWhereTheBackendCannotRunForALock() throws SQLException {
        stage.migrate();
        stage.execute("alter table users drop column name");
        try (Connection holder = holding("lock table users in access share mode")) {
            CommandRun run = stage.migrate("--lock-wait", "500ms", "--output", "json");

            assertThat(run.code()).as(run.err()).isEqualTo(15);
            assertThat(run.err()).contains("\"id\":\"lock.timeout\"", "users.name", "the-holder", "\"retryable\":true");
            assertThat(stage.value("select outcome from maintenance_runs order by id desc limit 1"))
                    .isEqualTo("deferred");
            assertThat(holder.isClosed()).isFalse();
        }
        assertThat(stage.migrate().code()).isZero();
    }

    @Test
    void namesTheOldTransactionThatAnIndexBuildWaitsFor() throws SQLException {
        stage.migrate();
        stage.execute("with t as (insert into tenants (name, slug) values ('t', 't') returning id)"
                + " insert into users (tenant_id, email, name) select id, 'a@b.c', 'a' from t");
        stage.execute("drop index idx_users_tenant_id");
        try (Connection holder =
                holding("set transaction isolation level repeatable read; select count(*) from roles")) {
            CommandRun run = stage.migrate("--lock-wait", "3s", "--output", "json");

            assertThat(run.code()).as(run.err()).isZero();
            assertThat(run.out()).contains("\"id\":\"lock.timeout\"", "the-holder");
            assertThat(stage.value("select state from migration_steps where step like '%idx_users_tenant_id%'"
                            + " order by id desc limit 1"))
                    .isEqualTo("failed");
            assertThat(holder.isClosed()).isFalse();
        }
        assertThat(stage.migrate().code()).isZero();
        assertThat(stage.isComplete()).isTrue();
    }

    private static boolean changesDefinitions(List<String> turn) {
        return turn.stream()
                .map(statement -> statement.toLowerCase(Locale.ROOT).strip())
                .anyMatch(statement -> statement.startsWith("create ") || statement.startsWith("alter "));
    }

    private Connection holding(String statements) throws SQLException {
        Connection holder = database.connect();
        holder.setAutoCommit(false);
        try (Statement statement = holder.createStatement()) {
            statement.execute("set application_name = 'the-holder'");
            holder.commit();
            statement.execute(statements);
        }
        return holder;
    }
}
