package exo.db.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import exo.db.database.Session;
import exo.db.engine.RunLog;
import exo.db.failure.ExitStatus;
import exo.db.testing.MigratedDatabase;
import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import exo.db.testing.TestSessions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
@Timeout(60)
final class MaintenanceLoopIT {
    @BeforeEach
    void migrate(TestDatabase database) {
        try (Session session = TestSessions.open(database)) {
            MigratedDatabase.prepare(session);
        }
    }

    @Test
    void aSecondPassRunsNothingSinceNothingIsDueAnyMore(TestDatabase database) {
        FakeTask create = FakeTask.done(TaskName.CREATE);
        FakeTask purge = FakeTask.done(TaskName.PURGE);
        Daemon daemon = new Daemon(database, "one/1", purge, create);

        PassReport first = daemon.loop.once(new StopSignal());
        PassReport second = daemon.loop.once(new StopSignal());

        assertThat(first.runs()).extracting(TaskRun::task).containsExactly(TaskName.CREATE, TaskName.PURGE);
        assertThat(first.exitStatus()).isEqualTo(ExitStatus.DONE);
        assertThat(second.runs()).isEmpty();
        assertThat(second.exitStatus()).isEqualTo(ExitStatus.DONE);
        assertThat(recorded(database)).containsExactly("maintenance/create ok", "maintenance/purge ok");
    }

    @Test
    void whatWasMissedForDaysIsMadeUpForOnce(TestDatabase database) {
        FakeTask create = FakeTask.done(TaskName.CREATE);
        Daemon daemon = new Daemon(database, "one/1", create);
        daemon.loop.once(new StopSignal());
        letRunsAge(database, "2 days");

        daemon.loop.once(new StopSignal());
        daemon.loop.once(new StopSignal());

        assertThat(create.runs).hasValue(2);
    }

    @Test
    void aTaskThatFailsDoesNotStopTheOthersAndIsRecordedWithItsReason(TestDatabase database) {
        FakeTask broken = new FakeTask(TaskName.CREATE, (session, stop) -> {
            throw new IllegalStateException("broken");
        });
        FakeTask health = FakeTask.done(TaskName.HEALTH);
        Daemon daemon = new Daemon(database, "one/1", broken, health);

        PassReport report = daemon.loop.once(new StopSignal());

        assertThat(health.runs).hasValue(1);
        assertThat(report.exitStatus()).isEqualTo(ExitStatus.STOPPED);
        assertThat(recorded(database)).containsExactly("maintenance/create failed", "maintenance/health ok");
        try (Session session = TestSessions.open(database)) {
            assertThat(session.sql().fetchValue("select report ->> 'error' from maintenance_runs where id = 1"))
                    .isEqualTo("maintenance.bug");
        }
    }

    @Test
    void aTaskWhoseConnectionIsTerminatedIsRecordedAsFailed(TestDatabase database) {
        FakeTask terminated = new FakeTask(TaskName.PURGE, (session, stop) -> {
            session.sql().execute("select pg_terminate_backend(pg_backend_pid())");
            return TaskReport.Outcome.DONE;
        });
        Daemon daemon = new Daemon(database, "one/1", terminated);

        PassReport report = daemon.loop.once(new StopSignal());

        assertThat(report.runs()).extracting(TaskRun::outcome).containsExactly(RunLog.Outcome.FAILED);
        assertThat(recorded(database)).containsExactly("maintenance/purge failed");
    }

    @Test
    void whatIsPutOffIsDueAgainAndMakesThePassIncomplete(TestDatabase database) {
        FakeTask drop = new FakeTask(TaskName.DROP, (session, stop) -> TaskReport.Outcome.DEFERRED);
        Daemon daemon = new Daemon(database, "one/1", drop);

        PassReport first = daemon.loop.once(new StopSignal());
        daemon.loop.once(new StopSignal());

        assertThat(first.exitStatus()).isEqualTo(ExitStatus.STOPPED);
        assertThat(drop.runs).hasValue(2);
        assertThat(recorded(database)).containsExactly("maintenance/drop deferred", "maintenance/drop deferred");
    }

    @Test
    void historiesCountTheFailuresSinceTheLastSuccessAndNoInterruptions(TestDatabase database) {
        try (Session session = TestSessions.open(database)) {
            for (String outcome : List.of("failed", "ok", "deferred", "interrupted", "failed")) {
                session.sql()
                        .execute(
                                "insert into maintenance_runs (command, trigger, outcome) values (?, 'schedule', ?)",
                                "maintenance/drop",
                                outcome);
            }
            session.sql()
                    .execute(
                            "insert into maintenance_runs (command, trigger) values (?, 'schedule')",
                            "maintenance/purge");

            var histories = MaintenanceQueries.histories(session);

            assertThat(histories.get(TaskName.DROP))
                    .isNotNull()
                    .extracting(TaskHistory::failures)
                    .isEqualTo(2L);
            assertThat(histories.get(TaskName.PURGE))
                    .isNotNull()
                    .extracting(TaskHistory::failures)
                    .isEqualTo(1L);
            assertThat(histories.get(TaskName.CREATE)).isEqualTo(TaskHistory.none(TaskName.CREATE));
        }
    }

    @Test
    void aStopDuringATaskEndsItInterruptedAndLeavesTheRest(TestDatabase database) {
        StopSignal stop = new StopSignal();
        FakeTask create = new FakeTask(TaskName.CREATE, (session, isStopped) -> {
            stop.request();
            return isStopped.getAsBoolean() ? TaskReport.Outcome.DEFERRED : TaskReport.Outcome.DONE;
        });
        FakeTask health = FakeTask.done(TaskName.HEALTH);

        PassReport report = new Daemon(database, "one/1", create, health).loop.once(stop);

        assertThat(report.left()).containsExactly(TaskName.HEALTH);
        assertThat(recorded(database)).containsExactly("maintenance/create interrupted");
    }

    @Test
    void aLeaseThatIsLostDuringATaskStopsItAndNoOtherBegins(TestDatabase database) {
        Daemon heir = new Daemon(database, "heir/1");
        FakeTask create = new FakeTask(TaskName.CREATE, (session, isStopped) -> {
            LeaseIT.letLeaseExpire(database);
            heir.keeper.turn();
            return TaskReport.Outcome.DONE;
        });
        FakeTask health = FakeTask.done(TaskName.HEALTH);

        PassReport report = new Daemon(database, "one/1", create, health).loop.once(new StopSignal());

        assertThat(report.left()).containsExactly(TaskName.HEALTH);
        assertThat(health.runs).hasValue(0);
    }

    @Test
    void onePassByHandIsRefusedWhileAnotherProcessLeads(TestDatabase database) {
        new Daemon(database, "leader/7").keeper.turn();

        assertThatThrownBy(() -> new Daemon(database, "hand/1").loop.once(new StopSignal()))
                .isInstanceOfSatisfying(LeaseHeldElsewhere.class, failure -> {
                    assertThat(failure.exitStatus()).isEqualTo(ExitStatus.LOCKED);
                    assertThat(failure.why()).isEqualTo("leader/7 leads");
                });
    }

    @Test
    void aDatabaseThatWasNotMigratedIsNamedAsSuch(TestDatabase database) {
        Daemon daemon = new Daemon(database.another(), "one/1", FakeTask.done(TaskName.CREATE));

        assertThatThrownBy(() -> daemon.loop.once(new StopSignal())).isInstanceOf(NotMigrated.class);
    }

    @Test
    void twoDaemonsAtOnceRunEachDueTaskOnceAndReleaseTheLease(TestDatabase database) throws InterruptedException {
        CountDownLatch ran = new CountDownLatch(3);
        List<FakeTask> tasks =
                List.of(counting(TaskName.CREATE, ran), counting(TaskName.DROP, ran), counting(TaskName.PURGE, ran));
        MaintenanceTask[] both = tasks.toArray(MaintenanceTask[]::new);
        StopSignal stop = new StopSignal();
        Thread first = serve(new Daemon(database, "one/1", both), stop);
        Thread second = serve(new Daemon(database, "two/1", both), stop);

        ran.await();
        stop.request();
        first.join();
        second.join();

        assertThat(recorded(database))
                .containsExactly("maintenance/create ok", "maintenance/drop ok", "maintenance/purge ok");
        try (Session session = TestSessions.open(database)) {
            assertThat(session.sql().fetchValue("select expires_at <= clock_timestamp() from maintenance_leases"))
                    .isEqualTo(true);
        }
    }

    @Test
    void givesMemoryBackEveryFiveMinutes(TestDatabase database) throws InterruptedException {
        CountDownLatch ran = new CountDownLatch(1);
        Daemon daemon = new Daemon(database, "one/1", counting(TaskName.CREATE, ran));
        StopSignal stop = new StopSignal();
        Thread serving = serve(daemon, stop);
        ran.await();
        long before = daemon.tidied.getCount();

        daemon.nanoTime.addAndGet(Duration.ofMinutes(5).toNanos());

        daemon.tidied.await();
        stop.request();
        serving.join();
        assertThat(before).isOne();
    }

    private static FakeTask counting(TaskName name, CountDownLatch ran) {
        return new FakeTask(name, (session, stop) -> {
            ran.countDown();
            return TaskReport.Outcome.DONE;
        });
    }

    private static Thread serve(Daemon daemon, StopSignal stop) {
        return Thread.ofPlatform().start(() -> daemon.loop.serve(stop));
    }

    private static void letRunsAge(TestDatabase database, String age) {
        try (Session session = TestSessions.open(database)) {
            session.sql().execute("update maintenance_runs set started_at = started_at - ?::interval", age);
        }
    }

    private static List<String> recorded(TestDatabase database) {
        try (Session session = TestSessions.open(database)) {
            return session.sql()
                    .fetch("select command || ' ' || coalesce(outcome, 'none') from maintenance_runs order by id")
                    .getValues(0, String.class);
        }
    }
}
