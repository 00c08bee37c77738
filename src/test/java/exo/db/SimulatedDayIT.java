package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.WriteLoad.Account;
import exo.db.WriteLoad.Writer;
import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Twenty-four hours of writers beside hourly passes of the daemon, with the turn of a month in the middle. The server's
 * clock stands still: an hour passes by making the record of runs an hour older, and by what the writers take for now,
 * which begins twelve hours before the month ends; the month furthest ahead is missing when it has turned.
 */
@ExtendWith(PostgresExtension.class)
final class SimulatedDayIT {
    private static final int HOURS = 24;
    private static final int MIDNIGHT = 12;
    private static final int WRITES_PER_SECOND = 100;

    private static final String HOUR_PASSES = """
            update maintenance_runs set started_at = started_at - interval '1 hour',
                finished_at = finished_at - interval '1 hour'""";

    private final AtomicInteger hour = new AtomicInteger();
    private final TestDatabase database;

    SimulatedDayIT(TestDatabase database) {
        this.database = database;
    }

    @Test
    void aMonthTurnsBesideWritersWhoNoticeNothing() throws SQLException {
        done("migrate");
        WriteLoad load = WriteLoad.start(
                database,
                WRITES_PER_SECOND,
                List.of(
                        new Writer("session_events", this::event, "select count(*) from session_events"),
                        new Writer("audit_events", this::auditEvent, "select count(*) from audit_events")));

        for (int passed = 1; passed <= HOURS; passed++) {
            hour.set(passed);
            execute(HOUR_PASSES);
            if (passed == MIDNIGHT) {
                execute("drop table session_events" + furthest() + ", audit_events" + furthest());
            }
            done("serve-maintenance", "--once", "--task", "create,default-check,drop,purge");
        }

        for (Account account : load.stop()) {
            assertThat(account.failures()).as(account.writer().name()).isEmpty();
            assertThat(number(account.writer().proof())).isEqualTo(account.acknowledged());
            assertThat(number("select count(*) from " + account.writer().name() + "_default"))
                    .isZero();
            assertThat(number("select count(*) from pg_class where relname = '"
                            + account.writer().name() + furthest() + "'"))
                    .isEqualTo(1);
            assertThat(number("select count(distinct tableoid) from "
                            + account.writer().name()))
                    .isEqualTo(2);
        }
    }

    private String event(long number) {
        return "insert into session_events (created_at, session_id, tenant_id, deployment_id, seq, type) values ("
                + simulatedNow() + ", gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), " + number
                + ", 'output')";
    }

    private String auditEvent(long number) {
        return "insert into audit_events (created_at, actor_type, action) values (" + simulatedNow() + ", 'user', 'a"
                + number + "')";
    }

    private String simulatedNow() {
        return "(date_trunc('month', now() at time zone 'UTC') + interval '1 month') at time zone 'UTC' + interval '"
                + (hour.get() - MIDNIGHT) + " hours'";
    }

    private static String furthest() {
        return "_" + YearMonth.now(ZoneOffset.UTC).plusMonths(6).toString().replace('-', '_');
    }

    private void done(String... arguments) {
        CommandRun run = CommandRun.of(MigrateStage.environment(database.dsn()), arguments);
        assertThat(run.code()).as(run.err()).isZero();
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private long number(String query) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            assertThat(row.next()).isTrue();
            return row.getLong(1);
        }
    }
}
