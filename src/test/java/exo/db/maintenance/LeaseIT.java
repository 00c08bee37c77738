package exo.db.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.database.Session;
import exo.db.testing.MigratedDatabase;
import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import exo.db.testing.TestSessions;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
final class LeaseIT {
    @BeforeEach
    void migrate(TestDatabase database) {
        try (Session session = TestSessions.open(database)) {
            MigratedDatabase.prepare(session);
        }
    }

    @Test
    void oneOfTwoTakesTheLeaseAndTheOtherWaitsAndSaysSoOnce(TestDatabase database) {
        Daemon first = new Daemon(database, "first/1");
        Daemon second = new Daemon(database, "second/1");

        first.keeper.turn();
        second.keeper.turn();
        second.keeper.turn();

        assertThat(first.keeper.trusted()).isPresent();
        assertThat(second.keeper.trusted()).isEmpty();
        assertThat(first.events).containsExactly(new MaintenanceEvent.LeaseTaken(1));
        assertThat(second.events).containsExactly(new MaintenanceEvent.Waiting("first/1 leads"));
    }

    @Test
    void theLeaseOfAHolderThatDiedIsTakenWithAGreaterTermOnceItHasExpired(TestDatabase database) {
        Daemon dead = new Daemon(database, "dead/1");
        Daemon heir = new Daemon(database, "heir/1");
        dead.keeper.turn();
        heir.keeper.turn();

        letLeaseExpire(database);
        heir.keeper.turn();

        assertThat(heir.events)
                .containsExactly(new MaintenanceEvent.Waiting("dead/1 leads"), new MaintenanceEvent.LeaseTaken(2));
    }

    @Test
    void aHolderThatWasFrozenLearnsThatItsTermIsOver(TestDatabase database) {
        Daemon frozen = new Daemon(database, "frozen/1");
        Daemon heir = new Daemon(database, "heir/1");
        frozen.keeper.turn();
        letLeaseExpire(database);
        heir.keeper.turn();

        frozen.keeper.turn();

        assertThat(frozen.keeper.trusted()).isEmpty();
        assertThat(frozen.events).endsWith(new MaintenanceEvent.LeaseLost(1));
        assertThat(heir.keeper.trusted())
                .hasValueSatisfying(lease -> assertThat(lease.term()).isEqualTo(2));
    }

    @Test
    void theHolderTrustsTheLeaseFiveSecondsLessThanItLasts(TestDatabase database) {
        Daemon leader = new Daemon(database, "leader/1");
        leader.keeper.turn();

        leader.nanoTime.addAndGet(Duration.ofSeconds(25).toNanos() - 1);
        boolean before = leader.keeper.trusted().isPresent();
        leader.nanoTime.addAndGet(1);
        boolean after = leader.keeper.trusted().isPresent();

        assertThat(before).isTrue();
        assertThat(after).isFalse();
    }

    @Test
    void aRenewalMovesTheEndAndKeepsTheTerm(TestDatabase database) {
        Daemon leader = new Daemon(database, "leader/1");
        leader.keeper.turn();
        leader.nanoTime.addAndGet(Duration.ofSeconds(26).toNanos());

        leader.keeper.turn();

        assertThat(leader.keeper.trusted())
                .hasValueSatisfying(lease -> assertThat(lease.term()).isEqualTo(1));
        try (Session session = TestSessions.open(database)) {
            assertThat(leader.store.isHeld(session, 1)).isTrue();
        }
    }

    @Test
    void aReleasedLeaseIsTakenAtOnceAndItsRowStays(TestDatabase database) {
        Daemon first = new Daemon(database, "first/1");
        Daemon second = new Daemon(database, "second/1");
        first.keeper.turn();

        first.keeper.release();
        second.keeper.turn();

        assertThat(second.events).containsExactly(new MaintenanceEvent.LeaseTaken(2));
    }

    @Test
    void whoIsNoLongerTheHolderCannotReleaseTheLeaseOfAnother(TestDatabase database) {
        Daemon frozen = new Daemon(database, "frozen/1");
        Daemon heir = new Daemon(database, "heir/1");
        frozen.keeper.turn();
        letLeaseExpire(database);
        heir.keeper.turn();

        frozen.keeper.release();

        try (Session session = TestSessions.open(database)) {
            assertThat(heir.store.isHeld(session, 2)).isTrue();
        }
    }

    static void letLeaseExpire(TestDatabase database) {
        try (Session session = TestSessions.open(database)) {
            session.sql().execute("update maintenance_leases set expires_at = clock_timestamp() - interval '1 ms'");
        }
    }
}
