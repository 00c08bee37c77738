package exo.db;

import static java.util.concurrent.CompletableFuture.supplyAsync;
import static org.assertj.core.api.Assertions.assertThat;

import exo.db.testing.Alone;
import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Indexes that are missing, other than declared, half made or in somebody's hands when a pod starts. */
@Alone
@ExtendWith(PostgresExtension.class)
final class IndexesIT {
    private static final String EVENTS_INDEX = "idx_session_events_session_id_seq";
    private static final String INVALID = "select count(*) from pg_index where not indisvalid";

    private final TestDatabase database;
    private final MigrateStage stage;

    IndexesIT(TestDatabase database) {
        this.database = database;
        this.stage = new MigrateStage(database);
    }

    @BeforeEach
    void startFromAWholeSchema() {
        assertThat(stage.migrate().code()).isZero();
    }

    @Test
    void aChangedIndexIsReplacedWhileWritersGoOn() throws SQLException {
        fillRuns();
        stage.execute("drop index idx_maintenance_runs_started_at");
        stage.execute("create index idx_maintenance_runs_started_at on maintenance_runs (started_at desc, command)");
        try (Writer writer =
                new Writer(database, "insert into maintenance_runs (command, trigger) values ('w', 'manual')")) {
            CommandRun run = stage.migrate();

            assertThat(run.code()).as(run.err()).isZero();
            assertThat(writer.longestMilliseconds()).isLessThan(250);
        }
        assertThat(stage.isComplete()).isTrue();
        assertThat(stage.value("select pg_get_indexdef('idx_maintenance_runs_started_at'::regclass)"))
                .endsWith("(started_at)");
        assertThat(stage.value("select count(*) from pg_class where relname like '%exo_new'"))
                .isEqualTo("0");
        assertThat(stage.migrate().out()).startsWith("nothing to do");
    }

    @Test
    void aPartitionedIndexIsBuiltLeafByLeafWhileWritersGoOn() throws SQLException {
        fillEvents();
        stage.execute("drop index " + EVENTS_INDEX);
        String insert = "insert into session_events (session_id, tenant_id, deployment_id, seq, type)"
                + " values (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 1, 'w')";
        try (Writer writer = new Writer(database, insert)) {
            CommandRun run = stage.migrate();

            assertThat(run.code()).as(run.err()).isZero();
            assertThat(writer.longestMilliseconds()).isLessThan(250);
        }
        assertThat(stage.isComplete()).isTrue();
        assertThat(stage.value(INVALID)).isEqualTo("0");
        assertThat(stage.migrate().out()).startsWith("nothing to do");
    }

    @Test
    void aChangedPartitionedIndexIsReplaced() throws SQLException {
        fillEvents();
        stage.execute("drop index " + EVENTS_INDEX);
        stage.execute("create index " + EVENTS_INDEX + " on session_events (seq)");

        CommandRun run = stage.migrate();

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(stage.isComplete()).isTrue();
        assertThat(stage.value("select indisvalid from pg_index where indexrelid = '" + EVENTS_INDEX + "'::regclass"))
                .isEqualTo("t");
        assertThat(stage.value("select count(*) from pg_indexes where indexdef like '%(seq)'"))
                .isEqualTo("0");
    }

    @Test
    void aHalfMadePartitionedIndexIsGoneOnWith() throws SQLException {
        fillEvents();
        stage.execute("drop index " + EVENTS_INDEX);
        stage.execute("create index hers on only session_events using btree (session_id, seq)");
        stage.execute("create index done on session_events_2025_01 (session_id, seq)");
        stage.execute("alter index hers attach partition done");
        stage.execute("create index ready on session_events_2025_02 (session_id, seq)");
        stage.execute("create index concurrently unfinished on session_events_2025_03 (session_id, seq)");
        stage.execute("update pg_index set indisvalid = false where indexrelid = 'unfinished'::regclass");

        CommandRun run = stage.migrate();

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(stage.isComplete()).isTrue();
        assertThat(stage.value("select string_agg(inhrelid::regclass::text, ' ' order by 1) from pg_inherits"
                        + " where inhparent = 'hers'::regclass and inhrelid::regclass::text !~ '_idx$'"))
                .isEqualTo("done ready");
        assertThat(stage.value("select to_regclass('unfinished') is null")).isEqualTo("t");
    }

    @Test
    void theLeafThatLackedItsPartMayHaveBeenDetached() throws SQLException {
        fillEvents();
        stage.execute("update pg_index set indisvalid = false where indexrelid = '" + EVENTS_INDEX + "'::regclass");

        CommandRun run = stage.migrate();

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(stage.isComplete()).isTrue();
    }

    @Test
    void aBuildWhoseBackendIsEndedIsTakenUpAgain() throws Exception {
        fillEvents();
        stage.execute("drop index " + EVENTS_INDEX);
        try (Connection old = openTransaction()) {
            CompletableFuture<CommandRun> run = supplyAsync(stage::migrate);
            String builder =
                    stage.waitFor("select pid from pg_stat_progress_create_index where phase like 'waiting for%'");
            stage.execute("select pg_terminate_backend(" + builder + ")");

            assertThat(run.join().code()).as(run.join().err()).isNotZero();
            assertThat(stage.value(INVALID)).isEqualTo("2");
            old.rollback();
        }

        CommandRun again = stage.migrate();

        assertThat(again.code()).as(again.err()).isZero();
        assertThat(stage.isComplete()).isTrue();
        assertThat(stage.value(INVALID)).isEqualTo("0");
    }

    @Test
    void aBuildThatSomebodyElseIsAtIsWaitedForAndKept() throws Exception {
        fillRuns();
        stage.execute("drop index idx_maintenance_runs_started_at");
        try (Connection old = openTransaction()) {
            CompletableFuture<Void> orphan = CompletableFuture.runAsync(
                    () -> executeUnchecked(
                            "create index concurrently idx_maintenance_runs_started_at on maintenance_runs using btree (started_at)"));
            String pid = stage.waitFor("select pid from pg_stat_progress_create_index where phase like 'waiting for%'");
            String identity = stage.value("select 'idx_maintenance_runs_started_at'::regclass::oid");
            CompletableFuture<CommandRun> run =
                    supplyAsync(stage::migrate, task -> Thread.ofPlatform().start(task));
            // On two processors the common pool has one thread, and the builder has that. By then it has looked twice.
            stage.waitFor("select 1 from pg_stat_activity where application_name like 'exo-db-cli%'"
                    + " and backend_start < clock_timestamp() - interval '3 seconds'");

            old.rollback();

            orphan.join();
            assertThat(run.join().code()).as(run.join().err()).isZero();
            assertThat(run.join().err()).contains("pid " + pid);
            assertThat(stage.value("select 'idx_maintenance_runs_started_at'::regclass::oid"))
                    .isEqualTo(identity);
        }
        assertThat(stage.isComplete()).isTrue();
    }

    @Test
    void aBuildThatDoesNotEndIsReportedAndNothingElseWaitsForIt() throws Exception {
        fillRuns();
        stage.execute("drop index idx_maintenance_runs_started_at, idx_users_tenant_id");
        try (Connection old = openTransaction()) {
            CompletableFuture<Void> orphan = CompletableFuture.runAsync(
                    () -> executeUnchecked(
                            "create index concurrently idx_maintenance_runs_started_at on maintenance_runs using btree (started_at)"));
            stage.waitFor("select pid from pg_stat_progress_create_index where phase like 'waiting for%'");

            CommandRun run = stage.migrate("--lock-wait", "1s", "--output", "json");

            assertThat(run.code()).as(run.err()).isZero();
            assertThat(run.out()).contains("\"id\":\"index.being-built\"");
            assertThat(stage.value("select to_regclass('idx_users_tenant_id') is not null"))
                    .isEqualTo("t");
            old.rollback();
            orphan.join();
        }
        assertThat(stage.migrate().code()).isZero();
        assertThat(stage.isComplete()).isTrue();
    }

    @Test
    void aNameThatSomethingElseBearsIsNoReasonToStop() throws SQLException {
        stage.execute("drop index idx_users_tenant_id, idx_teams_tenant_id");
        stage.execute("create view idx_users_tenant_id as select 1 as one");
        stage.execute("create index idx_teams_tenant_id on skills (name)");

        CommandRun run = stage.migrate();

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).contains("is built as idx_users_tenant_id_exo", "is built as idx_teams_tenant_id_exo");
        assertThat(stage.isComplete()).isTrue();
        assertThat(stage.migrate().out()).startsWith("nothing to do");
    }

    @Test
    void namesAreTakenBeforeThereIsATableToo() throws SQLException {
        MigrateStage fresh = new MigrateStage(database.another());
        fresh.execute("create sequence idx_users_tenant_id");

        assertThat(fresh.migrate().code()).isZero();

        assertThat(fresh.isComplete()).isTrue();
    }

    @Test
    void aUniqueConstraintThatDoesTheSameIsKept() throws SQLException {
        stage.execute("drop index idx_user_tokens_token_hash");
        stage.execute("alter table user_tokens add constraint uni_user_tokens_token_hash unique (token_hash)");

        assertThat(stage.migrate().out()).startsWith("nothing to do");
    }

    @Test
    void aDeferrableConstraintOfTheNameIsReplacedSinceItCannotSettleConflicts() throws SQLException {
        stage.execute("drop index idx_user_tokens_token_hash");
        stage.execute(
                "alter table user_tokens add constraint idx_user_tokens_token_hash unique (token_hash) deferrable");

        CommandRun run = stage.migrate();

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(stage.value("select count(*) from pg_constraint where conname = 'idx_user_tokens_token_hash'"))
                .isEqualTo("0");
        assertThat(stage.isComplete()).isTrue();
    }

    @Test
    void anIndexThatAForeignKeyNeedsIsLeftAndTheKeyNamed() throws SQLException {
        stage.execute("drop index idx_user_tokens_token_hash");
        stage.execute("alter table user_tokens add constraint idx_user_tokens_token_hash unique (token_hash, id)");
        stage.execute("create table hers (h bytea, i uuid, constraint fk_hers foreign key (h, i)"
                + " references user_tokens (token_hash, id))");

        CommandRun run = stage.migrate();

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).contains("fk_hers");
        assertThat(stage.value("select count(*) from pg_constraint where conname = 'idx_user_tokens_token_hash'"))
                .isEqualTo("1");
    }

    private void fillRuns() throws SQLException {
        stage.execute("insert into maintenance_runs (command, trigger, started_at)"
                + " select 'x', 'manual', now() - i * interval '1 second' from generate_series(1, 200000) i");
    }

    /** Three past months beside those that migrate made; the fixture's own rows go to the first two of them. */
    private void fillEvents() throws SQLException {
        for (int month = 1; month <= 3; month++) {
            stage.execute("create table session_events_2025_0" + month + " partition of session_events for values from"
                    + " ('2025-0" + month + "-01 00:00:00+00') to ('2025-0" + (month + 1) + "-01 00:00:00+00')");
        }
        stage.execute("insert into tenants (name, slug) values ('t', 't')");
        stage.execute("insert into deployments (tenant_id, name, retention_days) select id, 'd', 3650 from tenants");
        stage.execute("insert into session_events (session_id, tenant_id, deployment_id, seq, type, created_at)"
                + " select gen_random_uuid(), d.tenant_id, d.id, i, 'x',"
                + " timestamptz '2025-01-02 00:00:00+00' + (i % 85) * interval '1 day'"
                + " from generate_series(1, 200000) i, deployments d");
        stage.execute("analyze session_events");
    }

    /** A transaction whose snapshot every concurrent build has to wait for. */
    private Connection openTransaction() throws SQLException {
        Connection connection = database.connect();
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        try (Statement statement = connection.createStatement()) {
            statement.execute("select count(*) from tenants");
        }
        return connection;
    }

    private void executeUnchecked(String sql) {
        try {
            stage.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Writes one row after the other and remembers how long the slowest took. */
    private static final class Writer implements AutoCloseable {
        private final AtomicBoolean done = new AtomicBoolean();
        private final CompletableFuture<Void> writing;
        private volatile long longest;

        Writer(TestDatabase database, String insert) {
            writing = CompletableFuture.runAsync(() -> write(database, insert));
        }

        long longestMilliseconds() {
            return TimeUnit.NANOSECONDS.toMillis(longest);
        }

        @Override
        public void close() {
            done.set(true);
            writing.join();
        }

        private void write(TestDatabase database, String insert) {
            try (Connection connection = database.connect();
                    Statement statement = connection.createStatement()) {
                while (!done.get()) {
                    long start = System.nanoTime();
                    statement.execute(insert);
                    longest = Math.max(longest, System.nanoTime() - start);
                }
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
