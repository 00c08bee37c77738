package exo.db.sealing;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.database.Session;
import exo.db.database.Timing;
import exo.db.engine.BatchPace.Manner;
import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import exo.db.testing.TestSessions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
final class CompanyIT {
    private final AtomicLong now = new AtomicLong();
    private final List<Duration> rests = new ArrayList<>();
    private final Company company = new Company(new Timing(now::get, rests::add, new Random(1)));

    @Test
    void ownSessionsAreNoCompany(TestDatabase database) throws SQLException {
        try (Session session = TestSessions.open(database);
                Session worker = TestSessions.open(database)) {
            company.join(session);
            company.join(worker);
            execute(worker.jdbc(), "select 1");

            assertThat(company.manner(session)).isEqualTo(Manner.ALONE);
        }
    }

    @Test
    void whoeverWasJustAtWorkIsCompanyAndWhoeverIsIdleIsNot(TestDatabase database) throws SQLException {
        try (Session session = TestSessions.open(database);
                Connection backend = database.connect()) {
            company.join(session);
            execute(backend, "select 1");
            Manner beside = look(session);

            execute(session.jdbc(), "select pg_sleep(1.1)");
            Manner idle = look(session);

            assertThat(beside).isEqualTo(Manner.GENTLE);
            assertThat(idle).isEqualTo(Manner.ALONE);
        }
    }

    @Test
    void besideOthersOneWorksAndTheOtherRests() {
        List<String> done = new ArrayList<>();

        company.inTurn(Manner.GENTLE, () -> {
            done.add("first");
            CompletableFuture.runAsync(() -> company.inTurn(Manner.GENTLE, () -> done.add("second")))
                    .join();
        });
        company.inTurn(Manner.ALONE, () -> company.inTurn(Manner.ALONE, () -> done.add("third")));

        assertThat(done).containsExactly("first", "third");
        assertThat(rests).hasSize(1);
    }

    private Manner look(Session session) {
        now.addAndGet(Duration.ofSeconds(1).toNanos());
        return company.manner(session);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
