package exo.db.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import exo.db.testing.TestSessions;
import java.time.Duration;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
final class AdvisoryLockIT {
    private static final String HELD = "select count(*) from pg_locks where locktype = 'advisory' and granted"
            + " and database = (select oid from pg_database where datname = current_database())";

    @Test
    void isHeldWhileTheWorkIsDoneAndNoLonger(TestDatabase database) {
        try (Session session = TestSessions.open(database)) {
            Object during = holding(session, () -> session.sql().fetchValue(HELD));

            assertThat(during).isEqualTo(1L);
            assertThat(session.sql().fetchValue(HELD)).isEqualTo(0L);
        }
    }

    @Test
    void isGivenBackWhenTheWorkFails(TestDatabase database) {
        try (Session session = TestSessions.open(database)) {
            assertThatThrownBy(() -> holding(session, () -> {
                        throw new IllegalStateException("the work");
                    }))
                    .hasMessage("the work");

            assertThat(session.sql().fetchValue(HELD)).isEqualTo(0L);
        }
    }

    @Test
    void aLostConnectionHidesNoFailureOfTheWork(TestDatabase database) {
        try (Session session = TestSessions.open(database)) {
            assertThatThrownBy(() -> holding(session, () -> {
                        database.terminate(session.backend());
                        throw new IllegalStateException("the work");
                    }))
                    .hasMessage("the work")
                    .satisfies(failure -> assertThat(failure.getSuppressed()).hasSize(1));
        }
    }

    private static Object holding(Session session, Supplier<Object> work) {
        return AdvisoryLock.holding(session, "schema", TestSessions.timing(), Duration.ZERO, said -> {}, work);
    }
}
