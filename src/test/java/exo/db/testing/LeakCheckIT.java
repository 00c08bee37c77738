package exo.db.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.EventType;

/** Runs small tests that leave something behind, and sees them fail. */
final class LeakCheckIT {
    /** What the offenders left open; the server ends them with their database. */
    private static final List<Connection> LEFT = new ArrayList<>();

    @Test
    void failsATestThatLeavesAConnection() {
        String failure = failureOf("leavesAConnection");

        assertThat(failure).contains("the test left behind: connection ").contains("last statement: select 'mine'");
    }

    @Test
    void failsATestThatLeavesAnAdvisoryLock() {
        String failure = failureOf("leavesAnAdvisoryLock");

        assertThat(failure).contains("advisory lock 0/42 of connection");
    }

    @Test
    void acceptsATestThatClosesWhatItOpened() {
        assertThat(failureOf("closesItsConnection")).isEmpty();
    }

    private static String failureOf(String offender) {
        List<String> failures = EngineTestKit.engine("junit-jupiter")
                .selectors(selectMethod(Offenders.class, offender, TestDatabase.class))
                .execute()
                .testEvents()
                .filter(event -> event.getType() == EventType.FINISHED)
                .map(event -> event.getRequiredPayload(TestExecutionResult.class))
                .map(result -> result.getThrowable().map(Throwable::getMessage).orElse(""))
                .toList();
        assertThat(failures).hasSize(1);
        return failures.getFirst();
    }

    /** Found by no run but the ones above: nested classes without {@code @Nested} are not looked for. */
    @ExtendWith(PostgresExtension.class)
    static final class Offenders {
        @Test
        void leavesAConnection(TestDatabase database) throws SQLException {
            Connection connection = database.connect();
            LEFT.add(connection);
            execute(connection, "select 'mine'");
        }

        @Test
        void leavesAnAdvisoryLock(TestDatabase database) throws SQLException {
            Connection connection = database.connect();
            LEFT.add(connection);
            execute(connection, "select pg_advisory_lock(42)");
        }

        @Test
        void closesItsConnection(TestDatabase database) throws SQLException {
            try (Connection connection = database.connect()) {
                execute(connection, "select pg_advisory_lock(42)");
            }
        }

        private static void execute(Connection connection, String sql) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }
    }
}
