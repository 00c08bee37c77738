package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.database.AdvisoryLock;
import exo.db.database.Session;
import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import exo.db.testing.TestSessions;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
@Timeout(120)
final class SignalsIT {
    private static final String KEY = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    @Test
    void sigtermEndsTheDaemonWithZeroAndReleasesTheLease(TestDatabase database) throws Exception {
        Process daemon = daemon(database);
        awaitLine(daemon, "health ok");

        daemon.destroy();

        assertThat(daemon.waitFor()).isZero();
        assertThat(leaseIsFree(database)).isTrue();
    }

    @Test
    void sigintEndsTheDaemonWithZeroToo(TestDatabase database) throws Exception {
        Process daemon = daemon(database);
        awaitLine(daemon, "health ok");

        signal(daemon, "INT");

        assertThat(daemon.waitFor()).isZero();
        assertThat(leaseIsFree(database)).isTrue();
    }

    @Test
    void aDaemonThatWasKilledKeepsTheLeaseUntilItExpires(TestDatabase database) throws Exception {
        Process daemon = daemon(database);
        awaitLine(daemon, "health ok");

        daemon.destroyForcibly().waitFor();

        assertThat(leaseIsFree(database)).isFalse();
    }

    @Test
    void aSecondSignalEndsADaemonAtOnceThatIsHeldUp(TestDatabase database) throws Exception {
        Process daemon = daemon(database);
        awaitLine(daemon, "health ok");
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
        run(database, "migrate").waitFor();
        Process migrate;
        try (Session blocker = TestSessions.open(database)) {
            blocker.sql().execute("drop index idx_users_email_lower");
            blocker.sql().fetch("select pg_advisory_lock(?)", AdvisoryLock.key("public", "schema"));
            migrate = run(database, "migrate");
            awaitLine(migrate, "waiting for the lock");

            migrate.destroy();

            assertThat(migrate.waitFor()).isEqualTo(143);
        }
    }

    private static Process daemon(TestDatabase database) throws IOException, InterruptedException {
        assertThat(run(database, "migrate").waitFor()).isZero();
        return run(database, "serve-maintenance", "--task", "health");
    }

    private static Process run(TestDatabase database, String... arguments) throws IOException {
        List<String> java = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName());
        ProcessBuilder builder = new ProcessBuilder(
                Stream.concat(java.stream(), Stream.of(arguments)).toList());
        builder.environment().putAll(Map.of("EXO_DATABASE_DSN", database.dsn(), "EXO_ENCRYPTION_KEY", KEY));
        return builder.start();
    }

    private static void awaitLine(Process process, String text) throws IOException {
        BufferedReader err = process.errorReader();
        String line = err.readLine();
        while (line != null && !line.contains(text)) {
            line = err.readLine();
        }
        assertThat(line).isNotNull();
    }

    private static void signal(Process process, String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                .start()
                .waitFor();
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
