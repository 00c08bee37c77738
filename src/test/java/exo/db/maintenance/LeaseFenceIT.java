package exo.db.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.database.AdvisoryLock;
import exo.db.database.Session;
import exo.db.engine.RunLog;
import exo.db.testing.MigratedDatabase;
import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import exo.db.testing.TestSessions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a leader is still able to write that was frozen while it worked. */
@ExtendWith(PostgresExtension.class)
@Timeout(60)
final class LeaseFenceIT {
    private static final String WRITE = "insert into tenants (name, slug) values ('t', 't')";

    private static final String SOON_OVER =
            "update maintenance_leases set expires_at = clock_timestamp() + interval '300 ms'";

    @BeforeEach
    void migrate(TestDatabase database) {
        try (Session session = TestSessions.open(database)) {
            MigratedDatabase.prepare(session);
        }
    }

    @Test
    void aLeaderWhoseLeaseHasPassedCommitsNothing(TestDatabase database) {
        FakeTask slow = new FakeTask(TaskName.PURGE, (session, stop) -> {
            LeaseIT.letLeaseExpire(database);
            session.inTransaction(() -> {
                session.sql().execute(WRITE);
            });
            return TaskReport.Outcome.DONE;
        });
        Daemon daemon = new Daemon(database, "slow/1", slow);

        PassReport report = daemon.loop.once(new StopSignal());

        assertThat(report.runs()).extracting(TaskRun::outcome).containsExactly(RunLog.Outcome.FAILED);
        assertThat(value(database, "select report ->> 'error' from maintenance_runs"))
                .isEqualTo("lease.over");
        assertThat(value(database, "select count(*) from tenants")).isEqualTo("0");
    }

    @Test
    void theLeaseChangesHandsOnlyWhenTheTransactionOfItsHolderHasEnded(TestDatabase database) {
        Daemon heir = new Daemon(database, "heir/1");
        FakeTask writing = new FakeTask(TaskName.PURGE, (session, stop) -> {
            execute(database, SOON_OVER);
            CompletableFuture<String> seen = session.inTransaction(() -> {
                CompletableFuture<String> taking =
                        CompletableFuture.supplyAsync(() -> tenantsAtTakeOver(database, heir));
                session.sql().execute("select pg_sleep(1)");
                session.sql().execute(WRITE);
                assertThat(taking).isNotDone();
                return taking;
            });
            assertThat(seen.join()).isEqualTo("1");
            return TaskReport.Outcome.DONE;
        });
        Daemon holder = new Daemon(database, "holder/1", writing);

        PassReport report = holder.loop.once(new StopSignal());

        assertThat(report.runs()).extracting(TaskRun::outcome).containsExactly(RunLog.Outcome.INTERRUPTED);
    }

    @Test
    void aLeaderThatIsFrozenWithinATransactionLosesItAndMakesWay(TestDatabase database) {
        Daemon heir = new Daemon(database, "heir/1");
        FakeTask frozen = new FakeTask(TaskName.PURGE, (session, stop) -> {
            execute(database, SOON_OVER);
            session.inTransaction(() -> {
                session.sql().execute(WRITE);
                assertThat(tenantsAtTakeOver(database, heir)).isEqualTo("0");
                session.sql().execute(WRITE);
            });
            return TaskReport.Outcome.DONE;
        });
        Daemon holder = new Daemon(database, "frozen/1", frozen);

        PassReport report = holder.loop.once(new StopSignal());

        assertThat(report.runs()).extracting(TaskRun::outcome).containsExactly(RunLog.Outcome.FAILED);
        assertThat(value(database, "select count(*) from tenants")).isEqualTo("0");
        assertThat(value(database, "select holder from maintenance_leases")).isEqualTo("heir/1");
    }

    @Test
    void whatIsFencedMayNotRunForLong(TestDatabase database) {
        FakeTask endless = new FakeTask(TaskName.PURGE, (session, stop) -> {
            session.inTransaction(() -> {
                session.sql().execute("select pg_sleep(60)");
            });
            return TaskReport.Outcome.DONE;
        });

        PassReport report = new Daemon(database, "one/1", endless).loop.once(new StopSignal());

        assertThat(report.runs()).singleElement().satisfies(run -> {
            assertThat(run.outcome()).isEqualTo(RunLog.Outcome.FAILED);
            assertThat(run.report().json()).contains("statement timeout");
        });
    }

    @Test
    void whatOnlyReadsMayTakeLongerAndCannotWrite(TestDatabase database) {
        List<String> limits = new ArrayList<>();
        FakeTask reading = new FakeTask(TaskName.PURGE, (session, stop) -> {
            limits.add(session.reading(() -> limitOf(session)));
            limits.add(session.inTransaction(() -> limitOf(session)));
            session.reading(() -> session.sql().execute(WRITE));
            return TaskReport.Outcome.DONE;
        });

        PassReport report = new Daemon(database, "one/1", reading).loop.once(new StopSignal());

        assertThat(limits).containsExactly("0", "4s");
        assertThat(report.runs().getFirst().report().json()).contains("read-only transaction");
    }

    private static String limitOf(Session session) {
        return String.valueOf(session.sql().fetchValue("select current_setting('statement_timeout')"));
    }

    @Test
    void aLockBeyondTransactionsIsHeldByNobodyWhoIsSilentForAsLongAsALeaseLives(TestDatabase database) {
        List<String> silence = new ArrayList<>();
        FakeTask locking = new FakeTask(TaskName.PURGE, (session, stop) -> {
            silence.add(AdvisoryLock.holding(
                    session, "test", TestSessions.timing(), Duration.ZERO, text -> {}, () -> silenceOf(session)));
            silence.add(silenceOf(session));
            return TaskReport.Outcome.DONE;
        });

        new Daemon(database, "one/1", locking).loop.once(new StopSignal());

        assertThat(silence).containsExactly("20s", "0");
    }

    @Test
    void aRunThatOutlivedItsLeaseIsNoGoodRun(TestDatabase database) {
        FakeTask reading = new FakeTask(TaskName.HEALTH, (session, stop) -> {
            LeaseIT.letLeaseExpire(database);
            return TaskReport.Outcome.DONE;
        });

        PassReport report = new Daemon(database, "slow/1", reading).loop.once(new StopSignal());

        assertThat(report.runs()).extracting(TaskRun::outcome).containsExactly(RunLog.Outcome.INTERRUPTED);
        assertThat(value(database, "select outcome from maintenance_runs")).isEqualTo("interrupted");
    }

    private static String silenceOf(Session session) {
        return String.valueOf(session.sql().fetchValue("select current_setting('idle_session_timeout')"));
    }

    /** Tries as often as a candidate would, and looks at the table in the moment it leads. */
    private static String tenantsAtTakeOver(TestDatabase database, Daemon heir) {
        try (Session session = TestSessions.open(database)) {
            OptionalLong term = OptionalLong.empty();
            while (term.isEmpty()) {
                session.sql().execute("select pg_sleep(0.1)");
                term = heir.store.take(session);
            }
        }
        return value(database, "select count(*) from tenants");
    }

    private static void execute(TestDatabase database, String statement) {
        try (Session session = TestSessions.open(database)) {
            session.sql().execute(statement);
        }
    }

    private static String value(TestDatabase database, String query) {
        try (Session session = TestSessions.open(database)) {
            return String.valueOf(session.sql().fetchValue(query));
        }
    }
}
