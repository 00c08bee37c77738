package exo.db;

import static java.util.concurrent.CompletableFuture.supplyAsync;
import static org.assertj.core.api.Assertions.assertThat;

import exo.db.database.AdvisoryLock;
import exo.db.testing.Alone;
import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code migrate} on a real server, as an init container, a replica and an operator meet it. */
@Alone
@ExtendWith(PostgresExtension.class)
final class MigrateIT {
    private final TestDatabase database;
    private final MigrateStage stage;

    MigrateIT(TestDatabase database) {
        this.database = database;
        stage = new MigrateStage(database);
    }

    @Test
    void takesAnEmptyDatabaseAllTheWayAndThenSaysInOneLineThatNothingIsToBeDone() {
        CommandRun first = stage.migrate();
        CommandRun second = stage.migrate();

        assertThat(first.code()).as(first.err()).isZero();
        assertThat(first.out()).startsWith("migrated: database \"" + database.name() + "\", schema \"public\"");
        assertThat(stage.isComplete()).isTrue();
        assertThat(second.code()).isZero();
        assertThat(second.out()).startsWith("nothing to do: ").hasLineCount(1);
        assertThat(second.err()).isEmpty();
    }

    @Test
    void writesNothingWhenNothingIsToBeDone() throws SQLException {
        stage.migrate();
        String before = stage.value("select pg_snapshot_xmax(pg_current_snapshot())::text");

        stage.migrate();

        assertThat(stage.value("select count(*) from maintenance_runs")).isEqualTo("1");
        assertThat(stage.value("select count(*) from schema_state where xmin::text::bigint >= " + before))
                .isEqualTo("0");
    }

    @Test
    void needsNoLockWhenNothingIsToBeDone() throws SQLException {
        stage.migrate();
        try (Connection other = database.connect();
                Statement statement = other.createStatement()) {
            statement.execute("select pg_advisory_lock(" + schemaLock() + ")");
            statement.execute("begin");
            statement.execute("lock table users in share row exclusive mode");

            assertThat(stage.migrate("--lock-wait", "0s").code()).isZero();
        }
    }

    @Test
    void noticesADroppedIndexAndMakesItAgain() throws SQLException {
        stage.migrate();
        stage.execute("drop index idx_sessions_open");

        CommandRun run = stage.migrate();

        assertThat(run.out()).startsWith("migrated: ");
        assertThat(stage.isComplete()).isTrue();
    }

    @Test
    void changesNothingInADryRun() throws SQLException {
        CommandRun dry = stage.migrate("--dry-run", "--output", "sql");

        assertThat(dry.code()).as(dry.err()).isZero();
        assertThat(stage.value("select count(*) from pg_class where relnamespace = 'public'::regnamespace"))
                .isEqualTo("0");
        assertThat(stage.migrate("--dry-run", "--exit-code").code()).isEqualTo(3);
    }

    @Test
    void refusesFormsThatMigrateDoesNotHave() {
        assertThat(stage.migrate("--output", "csv").code()).isEqualTo(2);
        assertThat(stage.migrate("--output", "sql").code()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 8})
    void letsSeveralProcessesStartAtOnce(int replicas) throws IOException, SQLException {
        List<Process> processes = new ArrayList<>();
        for (int started = 0; started < replicas; started++) {
            processes.add(stage.launch());
        }

        assertThat(processes).allMatch(process -> process.onExit().join().exitValue() == 0);
        assertThat(stage.isComplete()).isTrue();
        assertThat(stage.value("select count(*) from pg_index where not indisvalid"))
                .isEqualTo("0");
        assertThat(stage.value("select count(*) from encryption_keys")).isEqualTo("1");
    }

    @Test
    void getsThereAfterBeingKilledAgainAndAgain() throws Exception {
        Random random = new Random(7);
        for (int killed = 0; killed < 10; killed++) {
            Process process = stage.launch();
            // A first migrate takes about a second and a half as a plain JVM.
            boolean ended = process.waitFor(500 + random.nextInt(1500), TimeUnit.MILLISECONDS);
            process.destroyForcibly().onExit().join();
            assertThat(!ended || process.exitValue() == 0).isTrue();
        }

        CommandRun run = stage.migrate();

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(stage.isComplete()).isTrue();
    }

    @Test
    void refusesARoleThatMayNotDoTheWorkAndLetsItPassWhenThereIsNone() throws SQLException {
        TestDatabase reader = database.readOnlyRole();

        CommandRun before = new MigrateStage(reader).migrate();
        String left = stage.value("select count(*) from pg_class where relnamespace = 'public'::regnamespace");
        stage.migrate();
        CommandRun after = new MigrateStage(reader).migrate();

        assertThat(before.code()).as(before.err()).isEqualTo(14);
        assertThat(left).isEqualTo("0");
        assertThat(after.code()).as(after.err()).isZero();
        assertThat(after.out()).startsWith("nothing to do");
    }

    @Test
    void refusesASessionThatIsReadOnly() throws SQLException {
        stage.execute("alter database " + database.name() + " set default_transaction_read_only = on");

        CommandRun run = stage.migrate("--output", "json");

        assertThat(run.code()).isEqualTo(14);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .startsWith("{\"error\":{\"code\":14,\"id\":\"server.read-only\",\"what\":")
                .contains("\"retryable\":false,\"sqlstate\":null,\"details\":[{\"id\":\"server.read-only\",\"what\":");
    }

    @Test
    void tellsInJsonWhatItDid() {
        CommandRun run = stage.migrate("--output", "json");

        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .matches("\\{\"outcome\":\"migrated\",\"steps\":\\[(\\{\"step\":\"[a-z-]+\",\"changes\":\\d+,"
                        + "\"ms\":\\d+},?)+],\"pending\":\\[],\"warnings\":\\[]}\\R");
    }

    @Test
    void namesWhoHoldsATableItHasToLookInto() throws SQLException {
        stage.migrate();
        stage.execute("drop index idx_users_tenant_id");
        try (Connection other = database.connect();
                Statement statement = other.createStatement()) {
            statement.execute("set application_name = 'a-long-report'");
            statement.execute("begin");
            statement.execute("lock table users in access exclusive mode");

            CommandRun run = stage.migrate("--lock-wait", "1s");

            assertThat(run.code()).as(run.err()).isEqualTo(15);
            assertThat(run.err()).contains("a-long-report");
        }
    }

    @Test
    void putsOffWhatIsLockedAfterItsTimeAndNamesTheHolder() throws SQLException {
        stage.migrate();
        stage.execute("alter table users drop constraint fk_users_tenant");
        try (Connection other = database.connect();
                Statement statement = other.createStatement()) {
            statement.execute("set application_name = 'a-writer'");
            statement.execute("begin");
            statement.execute("lock table users in row exclusive mode");

            CommandRun run = stage.migrate("--lock-wait", "1s", "--output", "json");

            assertThat(run.code()).as(run.err()).isZero();
            assertThat(run.out()).contains("\"id\":\"lock.timeout\"", "a-writer");
            assertThat(stage.value("select outcome from maintenance_runs order by id desc limit 1"))
                    .isEqualTo("deferred");
        }
        assertThat(stage.migrate().code()).isZero();
        assertThat(stage.isComplete()).isTrue();
    }

    @Test
    void stallsNobodyForLongWhileItWaitsForALock() throws Exception {
        stage.migrate();
        stage.execute("alter table users drop constraint chk_users_status");
        try (Connection holder = database.connect();
                Statement held = holder.createStatement();
                Connection reader = database.connect();
                Statement reading = reader.createStatement()) {
            held.execute("begin");
            held.execute("select count(*) from users");
            CompletableFuture<CommandRun> run = supplyAsync(() -> stage.migrate("--lock-wait", "3s"));

            long longest = 0;
            while (!run.isDone()) {
                long start = System.nanoTime();
                reading.execute("select count(*) from users");
                longest = Math.max(longest, System.nanoTime() - start);
            }

            assertThat(run.join().code()).as(run.join().err()).isZero();
            // The longest rung of the ladder is 200 ms; the rest is for a busy machine.
            assertThat(TimeUnit.NANOSECONDS.toMillis(longest)).isLessThan(250);
        }
    }

    @Test
    void leavesANewerSchemaAloneWhileEverythingIsThere() throws SQLException {
        stage.migrate();
        stage.execute("update schema_state set schema_version = 99");
        stage.execute("drop index idx_sessions_open");

        CommandRun run = stage.migrate();

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).contains("warning: ").contains("newer release");
        assertThat(stage.value("select count(*) from pg_class where relname = 'idx_sessions_open'"))
                .isEqualTo("0");
    }

    @Test
    void refusesANewerSchemaThatLacksAColumn() throws SQLException {
        stage.migrate();
        stage.execute("update schema_state set schema_version = 99; alter table users drop column name");

        CommandRun run = stage.migrate();

        assertThat(run.code()).isEqualTo(13);
        assertThat(run.err()).contains("users.name");
    }

    @Test
    void refusesSomebodyElsesTables() throws SQLException {
        stage.execute("create table users (id integer primary key, email text)");

        CommandRun run = stage.migrate();

        assertThat(run.code()).isEqualTo(13);
        assertThat(stage.value("select count(*) from pg_class where relkind = 'r' and relnamespace ="
                        + " 'public'::regnamespace"))
                .isEqualTo("1");
    }

    @Test
    void doesTheRestAndRefusesWhenTheBackendCouldNotRun() throws SQLException {
        stage.execute("create view skills as select 1 as id");

        CommandRun run = stage.migrate("--output", "json");

        assertThat(run.code()).isEqualTo(14);
        assertThat(run.err())
                .startsWith("{\"error\":{\"code\":14,\"id\":\"schema.incomplete\"")
                .contains("\"details\":[{\"id\":\"table.name-taken\"");
        assertThat(stage.value("select to_regclass('guardrails') is not null")).isEqualTo("t");
    }

    @Test
    void tellsALoginThatIsRefusedFromADatabaseThatIsMissing() {
        String address = "@" + database.host() + ":" + database.port() + "/";

        CommandRun login = MigrateStage.migrateTo("postgres://nobody_at_all:wrong" + address + database.name());
        CommandRun missing = MigrateStage.migrateTo(database.dsn().replace(database.name(), "no_such_database"));

        assertThat(login.code()).as(login.err()).isEqualTo(16);
        assertThat(missing.code()).as(missing.err()).isEqualTo(16);
        assertThat(missing.err()).contains("no such database");
    }

    private static long schemaLock() {
        return AdvisoryLock.key("public", "schema");
    }
}
