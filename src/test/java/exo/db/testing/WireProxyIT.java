package exo.db.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import exo.db.testing.WireProxy.Moment;
import exo.db.testing.WireProxy.Verdict;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What other tests take on trust: that the proxy counts right, and strikes where it says it does. */
@ExtendWith(PostgresExtension.class)
final class WireProxyIT {
    private final TestDatabase database;

    WireProxyIT(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void makeATable() throws SQLException {
        try (Connection direct = database.connect()) {
            execute(direct, "create table struck (at integer)");
        }
    }

    @Test
    void hearsWhatIsSaidInEachTurn() throws Exception {
        try (WireProxy proxy = WireProxy.to(database);
                Connection connection = connect(proxy)) {
            proxy.reset();

            execute(connection, "select 1");
            execute(connection, "insert into struck values (1)");

            assertThat(proxy.statements()).isEqualTo(2);
            assertThat(proxy.turns()).containsExactly(List.of("select 1"), List.of("insert into struck values (1)"));
        }
    }

    @Test
    void countsABatchAsManyStatementsAndOneTurn() throws Exception {
        try (WireProxy proxy = WireProxy.to(database);
                Connection connection = connect(proxy);
                Statement batch = connection.createStatement()) {
            proxy.reset();

            for (int row = 1; row <= 3; row++) {
                batch.addBatch("insert into struck values (" + row + ")");
            }
            batch.executeBatch();

            assertThat(proxy.statements()).isEqualTo(3);
            assertThat(proxy.turns()).hasSize(1);
        }
    }

    @Test
    void makesTheWayLongerInBothDirections() throws Exception {
        try (WireProxy proxy = WireProxy.to(database.host(), database.port(), Duration.ofMillis(30));
                Connection connection = connect(proxy)) {
            long start = System.nanoTime();
            execute(connection, "select 1");

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(60));
        }
    }

    @Test
    void cutsBeforeTheServerHearsOfAStatement() throws Exception {
        strike(Moment.BEFORE, victim -> Verdict.CUT);

        assertThat(rows()).containsExactly("1");
    }

    @Test
    void cutsAfterTheServerHasDoneWhatTheClientNeverHearsOf() throws Exception {
        strike(Moment.AFTER, victim -> Verdict.CUT);

        assertThat(rows()).containsExactly("1", "2");
    }

    @Test
    void knowsWhichProcessServesTheConnection() throws Exception {
        AtomicInteger served = new AtomicInteger();
        try (WireProxy proxy = WireProxy.to(database);
                Connection connection = connect(proxy)) {
            proxy.reset();
            proxy.strikeAt(1, Moment.AFTER, victim -> {
                served.set(victim.backend());
                return Verdict.PASS_ON;
            });

            assertThat(texts(connection, "select pg_backend_pid()")).containsExactly(String.valueOf(served.get()));
        }
    }

    @Test
    void strikesOnceAndInTheOrderOfTheMoments() throws Exception {
        StringBuilder order = new StringBuilder();
        try (WireProxy proxy = WireProxy.to(database);
                Connection connection = connect(proxy)) {
            for (Moment moment : Moment.values()) {
                proxy.reset();
                proxy.strikeAt(1, moment, victim -> {
                    order.append(moment).append(' ');
                    return Verdict.PASS_ON;
                });
                execute(connection, "insert into struck values (1)");
                execute(connection, "insert into struck values (1)");
            }
        }

        assertThat(order).hasToString("BEFORE DURING AFTER ");
        assertThat(rows()).hasSize(6);
    }

    /** Inserts one, and is struck at the second. */
    private void strike(Moment moment, WireProxy.Fault fault) throws SQLException, IOException {
        try (WireProxy proxy = WireProxy.to(database);
                Connection connection = connect(proxy)) {
            proxy.reset();
            proxy.strikeAt(2, moment, fault);

            execute(connection, "insert into struck values (1)");
            assertThatThrownBy(() -> execute(connection, "insert into struck values (2)"))
                    .isInstanceOf(SQLException.class);
        }
    }

    private List<String> rows() throws SQLException {
        try (Connection direct = database.connect()) {
            return texts(direct, "select at from struck order by at");
        }
    }

    private Connection connect(WireProxy proxy) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", database.user());
        properties.setProperty("password", database.password());
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + proxy.port() + "/" + database.name(), properties);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<String> texts(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<String> texts = new ArrayList<>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        }
    }
}
