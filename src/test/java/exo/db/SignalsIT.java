package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.database.AdvisoryLock;
import exo.db.database.Session;
import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import exo.db.testing.TestSessions;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
@Timeout(120)
final class SignalsIT {
    @Test
    void sigtermEndsTheDaemonWithZeroAndReleasesTheLease(TestDatabase database) throws Exception {
        Process daemon = daemon(database);
        ProgramProcess.awaitLine(daemon, "health ok");

        daemon.destroy();

        assertThat(daemon.waitFor()).isZero();
        assertThat(leaseIsFree(database)).isTrue();
    }

    @Test
    void sigintEndsTheDaemonWithZeroToo(TestDatabase database) throws Exception {
        Process daemon = daemon(database);
        ProgramProcess.awaitLine(daemon, "health ok");

        ProgramProcess.signal(daemon, "INT");

        assertThat(daemon.waitFor()).isZero();
        assertThat(leaseIsFree(database)).isTrue();
    }

    @Test
    void aDaemonThatWasKilledKeepsTheLeaseUntilItExpires(TestDatabase database) throws Exception {
        Process daemon = daemon(database);
        ProgramProcess.awaitLine(daemon, "health ok");

        daemon.destroyForcibly().waitFor();

        assertThat(leaseIsFree(database)).isFalse();
    }

    @Test
    void aSecondSignalEndsADaemonAtOnceThatIsHeldUp(TestDatabase database) throws Exception {
        Process daemon = daemon(database);
        ProgramProcess.awaitLine(daemon, "health ok");
        try (Session blocker = TestSessions.open(database)) {
            blocker.inTransaction(() -> {
                // Holds up the release of the lease.
                blocker.sql().execute("select from maintenance_leases for update");
                daemon.destroy();
                repeatUntilEnded(daemon);
            });
        }

        assertThat(daemon.waitFor()).isEqualTo(143);
    }

    @Test
    void othersEndWithTheSignalsCode(TestDatabase database) throws Exception {
        ProgramProcess.start(database.dsn(), "migrate").waitFor();
        Process migrate;
        try (Session blocker = TestSessions.open(database)) {
            blocker.sql().execute("drop index idx_users_email_lower");
            blocker.sql().fetch("select pg_advisory_lock(?)", AdvisoryLock.key("public", "schema"));
            migrate = ProgramProcess.start(database.dsn(), "migrate");
            ProgramProcess.awaitLine(migrate, "waiting for the lock");

            migrate.destroy();

            assertThat(migrate.waitFor()).isEqualTo(143);
        }
    }

    private static Process daemon(TestDatabase database) throws IOException, InterruptedException {
        assertThat(ProgramProcess.start(database.dsn(), "migrate").waitFor()).isZero();
        return ProgramProcess.start(database.dsn(), "serve-maintenance", "--task", "health");
    }

    /** A signal that comes before the first was noticed is the same to the kernel as the first. */
    private static void repeatUntilEnded(Process daemon) {
        while (daemon.isAlive()) {
            daemon.destroy();
            Thread.onSpinWait();
        }
    }

    private static boolean leaseIsFree(TestDatabase database) {
        try (Session session = TestSessions.open(database)) {
            return Boolean.TRUE.equals(
                    session.sql().fetchValue("select expires_at <= clock_timestamp() from maintenance_leases"));
        }
    }
}
