package exo.db.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import exo.db.database.AdvisoryLock;
import exo.db.database.Session;
import exo.db.database.SqlState;
import exo.db.engine.DeletionFence.Cause;
import exo.db.testing.MigratedDatabase;
import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import exo.db.testing.TestSessions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
final class DeletionFenceIT {
    private static final String HOLD = """
            insert into retention_holds (deployment_id, reason, placed_by) select id, 'court', 'legal' from deployments""";

    private final List<String> committed = new ArrayList<>();
    private Session session;
    private Session other;

    @BeforeEach
    void prepare(TestDatabase database) {
        session = TestSessions.open(database);
        other = TestSessions.open(database);
        MigratedDatabase.prepare(session);
        session.sql().execute("insert into tenants (name, slug) values ('Acme', 'acme')");
        session.sql().execute("insert into deployments (tenant_id, name) select id, 'one' from tenants");
    }

    @AfterEach
    void close() {
        other.close();
        session.close();
    }

    @Test
    void noHoldComesToBeBetweenALookAtTheHoldsAndTheCommit() {
        other.sql().execute("set lock_timeout = '50ms'");

        fence().batch(
                        "sessions",
                        () -> {
                            assertThatThrownBy(() -> other.sql().execute(HOLD))
                                    .isInstanceOfSatisfying(
                                            DataAccessException.class,
                                            failure -> assertThat(SqlState.is(failure, SqlState.LOCK_NOT_AVAILABLE))
                                                    .isTrue());
                            return "done";
                        },
                        committed::add);

        assertThat(committed).containsExactly("done");
        assertThat(other.sql().execute(HOLD)).isEqualTo(1);
    }

    @Test
    void waitsForAHoldThatIsJustBeingPlacedAndThenSeesIt() {
        other.sql().execute("begin");
        other.sql().execute(HOLD);
        List<Long> seen = new ArrayList<>();
        int[] attempts = {0};

        new DeletionFence(session, TestSessions.timing(), Duration.ofSeconds(30), () -> {
                    if (++attempts[0] == 2) {
                        other.sql().execute("commit");
                    }
                    return false;
                })
                .batch(
                        "sessions",
                        () -> session.sql()
                                .fetchSingle("select count(*) from retention_holds")
                                .get(0, Long.class),
                        seen::add);

        assertThat(seen).containsExactly(1L);
    }

    @Test
    void isDeferredWhereAnotherRunHasTheTable() {
        other.sql().execute("begin");
        AdvisoryLock.tryInTransaction(other, "parent/sessions");

        assertThat(fence().batch("sessions", () -> "done", committed::add))
                .hasValueSatisfying(left -> assertThat(left.cause()).isEqualTo(Cause.DEFERRED));

        assertThat(committed).isEmpty();
        other.sql().execute("rollback");
    }

    private DeletionFence fence() {
        return new DeletionFence(session, TestSessions.timing(), Duration.ofMillis(100), () -> false);
    }
}
