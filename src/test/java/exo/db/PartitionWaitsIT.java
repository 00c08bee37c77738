package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.schema.MonthRange;
import exo.db.testing.Alone;
import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Partitions go and come back while a report reads all months and the backend writes: who waits, and for how long. */
@Alone
@ExtendWith(PostgresExtension.class)
final class PartitionWaitsIT {
    private static final int WRITERS = 4;
    private final YearMonth expired = MonthRange.monthOf(Instant.now()).minusMonths(14);
    private final String old = "session_events_" + expired.toString().replace('-', '_');
    private final String worker = "select pid from pg_stat_activity"
            + " where backend_type = 'autovacuum worker' and query like 'autovacuum: VACUUM%." + old + "%'";

    private final TestDatabase database;
    private final MigrateStage stage;

    PartitionWaitsIT(TestDatabase database) {
        this.database = database;
        this.stage = new MigrateStage(database);
    }

    @BeforeEach
    void startWithAnExpiredMonth() throws SQLException {
        assertThat(stage.migrate().code()).isZero();
        MonthRange range = MonthRange.of(expired);
        stage.execute("create table " + old + " partition of session_events for values from ('" + range.from()
                + "') to ('" + range.to() + "')");
        events(database, "'" + range.from() + "'", 100);
        events(database, "now()", 1_000);
        stage.execute("analyze");
    }

    @AfterEach
    void restTheLauncherAgain() throws SQLException {
        stage.execute("alter system reset autovacuum_naptime");
        stage.execute("select pg_reload_conf()");
    }

    @Test
    void nobodyWaitsLongWhileAReportReadsAllMonthsAndTheReportIsNamed() throws Exception {
        try (Connection reader = report();
                Backend backend = new Backend(database)) {
            for (String[] drop : new String[][] {{"drop-expired", "--yes"}, {"drop-expired", "--yes", "--no-grace"}}) {
                CommandRun dropped = run(drop);

                assertThat(dropped.code()).as(dropped.err()).isEqualTo(15);
                assertThat(dropped.err()).contains("pid ", "nightly-report", "select count(*) from session_events");
            }
            assertThat(backend.slowest()).isLessThan(Duration.ofMillis(250));
            reader.rollback();
        }
        assertThat(run("drop-expired", "--yes").code()).isZero();
    }

    @Test
    void whatComesBackWaitsForTheReportOnlyAtTheDefaultPartition() throws Exception {
        assertThat(run("drop-expired", "--yes").code()).isZero();
        try (Connection reader = report();
                Backend backend = new Backend(database)) {
            CommandRun undropped = run("undrop", expired.toString());

            assertThat(undropped.code()).as(undropped.err()).isEqualTo(15);
            assertThat(undropped.err()).contains("nightly-report");
            assertThat(backend.slowest()).isLessThan(Duration.ofMillis(250));
            reader.rollback();
        }
        assertThat(run("undrop", expired.toString()).code()).isZero();
        assertThat(stage.value("select count(*) from " + old)).isEqualTo("100");
    }

    @Test
    void autovacuumIsMadeToYield() throws SQLException {
        stage.execute(
                "alter table " + old + " set (autovacuum_vacuum_cost_delay = 100, autovacuum_vacuum_cost_limit = 1,"
                        + " autovacuum_vacuum_insert_threshold = -1, autovacuum_analyze_threshold = 1000000000)");
        stage.execute("insert into " + old + " (session_id, tenant_id, deployment_id, seq, type, payload, created_at)"
                + " select gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), n, 'x', repeat('p', 1000),"
                + " e.created_at from generate_series(1, 5000) n, (select min(created_at) from " + old
                + ") e (created_at)");
        stage.execute("alter system set autovacuum_naptime = '1s'");
        stage.execute("select pg_reload_conf()");
        stage.execute(
                "alter table " + old + " set (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0)");
        stage.execute("delete from " + old + " where seq < 100");
        stage.waitFor(worker);

        CommandRun run = run("drop-expired", "--yes", "--allow", "mass-drop", "--lock-wait", "20s");

        assertThat(run.code()).as(run.err()).isZero();
    }

    private CommandRun run(String... arguments) {
        List<String> line = new ArrayList<>(List.of("partitions"));
        line.addAll(List.of(arguments));
        if (!line.contains("--lock-wait")) {
            line.addAll(List.of("--lock-wait", "2s"));
        }
        return CommandRun.of(Map.of("EXO_DATABASE_DSN", database.dsn()), line.toArray(String[]::new));
    }

    private Connection report() throws SQLException {
        Connection reader = database.connect();
        reader.setAutoCommit(false);
        execute(reader, "set application_name = 'nightly-report'");
        execute(reader, "select count(*) from session_events");
        return reader;
    }

    private static void events(TestDatabase database, String createdAt, int count) throws SQLException {
        try (Connection connection = database.connect()) {
            execute(
                    connection,
                    "insert into session_events (session_id, tenant_id, deployment_id, seq, type, created_at)"
                            + " select gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), n, 'x', " + createdAt
                            + " from generate_series(1, " + count + ") n");
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Inserts by several connections until it is closed. */
    private static final class Backend implements AutoCloseable {
        private final AtomicBoolean done = new AtomicBoolean();
        private final List<CompletableFuture<Duration>> writers = new ArrayList<>();

        Backend(TestDatabase database) throws SQLException {
            for (int writer = 0; writer < WRITERS; writer++) {
                Connection connection = database.connect();
                writers.add(CompletableFuture.supplyAsync(() -> slowestInsert(connection)));
            }
        }

        Duration slowest() {
            done.set(true);
            return writers.stream()
                    .map(CompletableFuture::join)
                    .max(Duration::compareTo)
                    .orElseThrow();
        }

        @Override
        public void close() {
            slowest();
        }

        private Duration slowestInsert(Connection connection) {
            long slowest = 0;
            try (connection) {
                while (!done.get()) {
                    long start = System.nanoTime();
                    execute(
                            connection,
                            "insert into session_events (session_id, tenant_id, deployment_id, seq, type)"
                                    + " values (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 1, 'x')");
                    slowest = Math.max(slowest, System.nanoTime() - start);
                    // As a backend would: without it four of them keep both processors busy and measure each other.
                    Thread.sleep(2);
                }
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Duration.ofNanos(slowest);
        }
    }
}
