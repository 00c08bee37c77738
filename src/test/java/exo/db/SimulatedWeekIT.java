package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A week of the daemon. The server's clock stands still: a day passes by making everything a day older, and a month
 * turns by taking the month furthest ahead away, which is what is missing when it has turned.
 */
@ExtendWith(PostgresExtension.class)
final class SimulatedWeekIT {
    private static final String KEY = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    private static final List<String> TABLES = List.of("session_events", "audit_events");
    private static final int TURN_OF_THE_MONTH = 4;
    private static final int DAYS = 7;

    /**
     * Five months of rows, of which the one that goes is less than half, after an empty one for those that get older.
     */
    private static final String HISTORY = """
            do $$ declare month timestamptz; begin
                for month in select generate_series(date_trunc('month', now()) - interval '5 months',
                    date_trunc('month', now()) - interval '1 month', interval '1 month') loop
                    execute format('create table %I partition of session_events for values from (%L) to (%L)',
                        'session_events' || to_char(month, '_YYYY_MM'), month, month + interval '1 month');
                    execute format('create table %I partition of audit_events for values from (%L) to (%L)',
                        'audit_events' || to_char(month, '_YYYY_MM'), month, month + interval '1 month');
                end loop;
                insert into session_events (deployment_id, created_at, session_id, tenant_id, seq, type)
                    select '00000000-0000-0000-0000-000000000001', at, gen_random_uuid(), gen_random_uuid(), 1, 'output'
                    from generate_series(date_trunc('month', now()) - interval '4 months', now(), interval '6 hours') at;
                insert into audit_events (deployment_id, created_at, actor_type, action)
                    select '00000000-0000-0000-0000-000000000001', at, 'user', 'login'
                    from generate_series(date_trunc('month', now()) - interval '4 months', now(), interval '6 hours') at;
            end $$""";

    private static final String DAY_PASSES = """
            update session_events set created_at = created_at - interval '24 hours';
            update audit_events set created_at = created_at - interval '24 hours';
            update detached_partitions set drop_after = drop_after - interval '24 hours',
                detached_at = detached_at - interval '24 hours';
            update maintenance_runs set started_at = started_at - interval '24 hours',
                finished_at = finished_at - interval '24 hours'""";

    /** As the backend writes all the time: now, and in the first moment of the month to come. */
    private static final String WRITE = """
            insert into session_events (deployment_id, created_at, session_id, tenant_id, seq, type)
                select '00000000-0000-0000-0000-000000000001', at, gen_random_uuid(), gen_random_uuid(), 1, 'output'
                from unnest(array[now(), date_trunc('month', now()) + interval '1 month']) at;
            insert into audit_events (created_at, actor_type, action)
                select at, 'system', 'tick' from unnest(array[now(), date_trunc('month', now()) + interval '1 month']) at""";

    private Connection connection;
    private Map<String, String> environment = Map.of();

    @BeforeEach
    void connect(TestDatabase database, @TempDir Path casts) throws SQLException {
        environment = Map.of(
                "EXO_DATABASE_DSN", database.dsn(),
                "EXO_ENCRYPTION_KEY", KEY,
                "EXO_CAST_STORAGE_DIR", casts.toString());
        connection = database.connect();
        execute("set timezone = 'UTC'");
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @Test
    void aWeekOfDailyPassesRefusesNoRowLeavesNoneAstrayAndNoneTooOld() throws SQLException {
        done("migrate");
        execute(HISTORY);
        execute("analyze");

        for (int day = 1; day <= DAYS; day++) {
            execute(DAY_PASSES);
            if (day == TURN_OF_THE_MONTH) {
                turnTheMonth();
            }
            execute(WRITE);
            done("serve-maintenance", "--once");
            execute(WRITE);

            for (String table : TABLES) {
                assertThat(number("select count(*) from " + table + "_default"))
                        .as("day %s, %s", day, table)
                        .isZero();
                assertThat(number("select count(*) from " + table
                                + " where created_at < now() - 90 * interval '24 hours'"))
                        .as("day %s, %s", day, table)
                        .isZero();
                assertThat(number("select count(*) from pg_class where relname = '" + furthest(table) + "'"))
                        .isEqualTo(1);
            }
        }

        assertThat(number("select count(*) from detached_partitions where state = 'detached'"))
                .isPositive();
        execute(DAY_PASSES);
        done("serve-maintenance", "--once");
        assertThat(number("select count(*) from detached_partitions where state = 'detached'"))
                .isZero();
    }

    private void turnTheMonth() throws SQLException {
        for (String table : TABLES) {
            execute("drop table " + furthest(table));
        }
    }

    private static String furthest(String table) {
        return table + "_"
                + YearMonth.now(ZoneOffset.UTC).plusMonths(6).toString().replace('-', '_');
    }

    private void done(String... arguments) {
        CommandRun run = CommandRun.of(environment, arguments);
        assertThat(run.code()).as(run.err()).isZero();
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private long number(String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            assertThat(row.next()).isTrue();
            return row.getLong(1);
        }
    }
}
