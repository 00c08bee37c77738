package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.schema.MonthRange;
import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Partitions that go and come back, as a process of its own that is killed, or that loses its connection, at random
 * moments of its work in the database. {@code scripts/faults/partitions} does it more often.
 */
@ExtendWith(PostgresExtension.class)
final class PartitionFaultsIT {
    private static final int KILLS = Integer.getInteger("exo.faults.kills", 3);
    private static final int MONTHS = 3;
    private static final int ROWS_OF_A_MONTH = 200;
    private static final int ROWS_THAT_STAY = 2_000;

    private final TestDatabase database;
    private final Random random = new Random(6);
    private final YearMonth oldest = MonthRange.monthOf(Instant.now()).minusMonths(14);

    /** Three expired months. */
    PartitionFaultsIT(TestDatabase database) throws SQLException {
        this.database = database;
        new MigrateStage(database).migrate();
        try (Connection connection = database.connect()) {
            for (int month = 0; month < MONTHS; month++) {
                MonthRange range = MonthRange.of(oldest.plusMonths(month));
                execute(
                        connection,
                        "create table " + name(month) + " partition of session_events for values from ('" + range.from()
                                + "') to ('" + range.to() + "')");
                insert(connection, "'" + range.from() + "'", ROWS_OF_A_MONTH);
            }
            insert(connection, "now()", ROWS_THAT_STAY);
            execute(connection, "analyze");
        }
    }

    @Test
    void whatIsSetAsideIsInItsTableOrInTheTrash() throws Exception {
        strike(database, "drop-expired", "--yes");
    }

    @Test
    void whatIsDroppedAtOnceIsWholeOrGoneAndTheLedgerKnows() throws Exception {
        strike(database, "drop-expired", "--yes", "--no-grace");
    }

    @Test
    void whatIsSetAsideConcurrentlyIsInItsTableOrInTheTrash() throws Exception {
        try (Connection connection = database.connect()) {
            execute(connection, "drop table session_events_default");
        }
        strike(database, "drop-expired", "--yes");
    }

    @Test
    void whatComesBackIsInTheTrashOrInItsTable() throws Exception {
        assertThat(exit(start(database, "drop-expired", "--yes"))).isZero();
        try (Connection connection = database.connect()) {
            execute(connection, "alter table session_events add column note text not null default 'new'");
            execute(connection, "create index on session_events (type)");
        }

        strike(database, "undrop", oldest.toString());
    }

    private void strike(TestDatabase origin, String... arguments) throws Exception {
        Duration work = undisturbed(origin.copy(), arguments);
        for (int kill = 0; kill < KILLS; kill++) {
            TestDatabase copy = origin.copy();
            Process process = start(copy, arguments);
            awaitConnection(copy, process);
            Thread.sleep(random.nextLong(work.toMillis() + 1));
            if (kill % 2 == 0) {
                process.destroyForcibly();
            } else {
                terminate(copy);
            }
            process.onExit().join();
            requireNothingLost(copy);

            finish(copy, arguments);

            requireNothingLost(copy);
            requireDone(copy, arguments);
            copy.discard();
        }
    }

    /** How long it works in the database. */
    private Duration undisturbed(TestDatabase copy, String... arguments) throws Exception {
        Process process = start(copy, arguments);
        awaitConnection(copy, process);
        long connected = System.nanoTime();
        assertThat(exit(process)).isZero();
        requireDone(copy, arguments);
        copy.discard();
        return Duration.ofNanos(System.nanoTime() - connected);
    }

    /** An undrop that was done already has nothing left to bring back. */
    private static void finish(TestDatabase copy, String... arguments) throws Exception {
        int code = exit(start(copy, arguments));
        if (arguments[0].equals("undrop")) {
            assertThat(code).isIn(0, 14);
        } else {
            assertThat(code).isZero();
        }
    }

    /** A row that is expired is where it was, or in the trash, or the ledger says that its month was dropped. */
    private static void requireNothingLost(TestDatabase copy) throws SQLException {
        assertThat(count(copy, "select count(*) from session_events where created_at > now() - interval '1 day'"))
                .isEqualTo(ROWS_THAT_STAY);
        long standing = count(
                copy,
                "select coalesce(sum((xpath('/row/c/text()', query_to_xml(format("
                        + "'select count(*) as c from %s', c.oid::regclass), false, true, '')))[1]::text::bigint), 0)"
                        + " from pg_class c where c.relkind = 'r' and (c.relnamespace = to_regnamespace('exo_trash')"
                        + " or c.relname like 'session\\_events\\_2%' and c.relnamespace = 'public'::regnamespace)");
        long dropped = count(copy, "select count(*) from detached_partitions where state = 'dropped'");
        assertThat(standing + dropped * ROWS_OF_A_MONTH).isEqualTo(ROWS_THAT_STAY + MONTHS * ROWS_OF_A_MONTH);
    }

    private void requireDone(TestDatabase copy, String... arguments) throws SQLException {
        long attached = count(copy, "select count(*) from session_events where created_at < now() - interval '1 year'");
        if (arguments[0].equals("undrop")) {
            assertThat(count(copy, "select count(*) from " + name(0) + " where note = 'new'"))
                    .isEqualTo(ROWS_OF_A_MONTH);
            assertThat(attached).isEqualTo(ROWS_OF_A_MONTH);
        } else {
            assertThat(attached).isZero();
            assertThat(count(copy, "select count(*) from detached_partitions where state in ('detached', 'dropped')"))
                    .isEqualTo(MONTHS);
        }
        assertThat(count(copy, "select count(*) from pg_inherits where inhdetachpending"))
                .isZero();
    }

    private static Process start(TestDatabase copy, String... arguments) throws IOException {
        String[] line = new String[arguments.length + 1];
        line[0] = "partitions";
        System.arraycopy(arguments, 0, line, 1, arguments.length);
        return CommandProcess.start(Map.of("EXO_DATABASE_DSN", copy.dsn()), line);
    }

    private static int exit(Process process) {
        return process.onExit().join().exitValue();
    }

    private static void awaitConnection(TestDatabase copy, Process process) throws Exception {
        while (process.isAlive() && count(copy, "select count(*) " + OF_THE_PROCESS) == 0) {
            Thread.sleep(5);
        }
    }

    private static final String OF_THE_PROCESS =
            "from pg_stat_activity where application_name like 'exo-db-cli%'" + " and datname = current_database()";

    private static void terminate(TestDatabase copy) throws SQLException {
        count(copy, "select count(pg_terminate_backend(pid)) " + OF_THE_PROCESS);
    }

    private String name(int month) {
        return "session_events_" + oldest.plusMonths(month).toString().replace('-', '_');
    }

    private static void insert(Connection connection, String createdAt, int count) throws SQLException {
        execute(
                connection,
                "insert into session_events (session_id, tenant_id, deployment_id, seq, type, created_at)"
                        + " select gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), n, 'x', " + createdAt
                        + " from generate_series(1, " + count + ") n");
    }

    private static long count(TestDatabase copy, String sql) throws SQLException {
        try (Connection connection = copy.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
