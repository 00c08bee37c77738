package exo.db.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import exo.db.database.AdvisoryLock;
import exo.db.database.Session;
import exo.db.engine.RunLog.Trigger;
import exo.db.engine.SettingsMissing;
import exo.db.failure.ExitStatus;
import exo.db.retention.RetentionReport.Purged;
import exo.db.schema.Pending;
import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import exo.db.testing.TestSessions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
final class RetentionEnforceIT {
    private TestDatabase database;
    private RetentionFixture exo;

    @BeforeEach
    void prepare(TestDatabase fresh) {
        database = fresh;
        exo = new RetentionFixture(fresh);
    }

    @AfterEach
    void close() {
        exo.close();
    }

    @Test
    void deletesWhatIsPastItsDeploymentsWindowAndNothingElse() {
        UUID month = exo.deployment("month", 30L);
        UUID year = exo.deployment("year", 365L);
        UUID follower = exo.deployment("follower", null);
        for (int age : List.of(10, 29, 31, 89, 91, 364, 366)) {
            List.of(month, year, follower).forEach(one -> exo.sessionEvents(one, age, 3));
            List.of(month, year, follower).forEach(one -> exo.auditEvents(one, age, 3));
        }

        RetentionReport report = exo.enforce();

        for (String table : List.of("session_events", "audit_events")) {
            assertThat(exo.ages(table, month)).containsExactly("10:3", "29:3");
            assertThat(exo.ages(table, follower)).containsExactly("10:3", "29:3", "31:3", "89:3");
            assertThat(exo.ages(table, year)).containsExactly("10:3", "29:3", "31:3", "89:3", "91:3", "364:3");
        }
        assertThat(report.rows()).isEqualTo(2 * 3 * (5 + 3 + 1));
        assertThat(report.pending()).isEmpty();
        assertThat(report.exitStatus()).isEqualTo(ExitStatus.DONE);
    }

    @Test
    void saysWhoseRowsWentFromWhichLeafAndByWhichCutoff() {
        UUID month = exo.deployment("month", 30L);
        exo.sessionEvents(month, 45, 4);
        exo.auditEvents(null, 100, 2);

        RetentionReport report = exo.enforce();

        assertThat(report.purged()).hasSize(2);
        Purged events = report.purged().getFirst();
        assertThat(events.table()).isEqualTo("session_events");
        assertThat(events.leaf()).matches("session_events_\\d{4}_\\d{2}");
        assertThat(events.deployment()).isEqualTo(month);
        assertThat(events.rows()).isEqualTo(4);
        assertThat(events.cutoff()).isEqualTo(report.now().minus(Duration.ofDays(30)));
        Purged audit = report.purged().getLast();
        assertThat(audit.deployment()).isNull();
        assertThat(audit.rows()).isEqualTo(2);
        assertThat(audit.cutoff()).isEqualTo(report.now().minus(Duration.ofDays(90)));
    }

    @Test
    void deletesNothingTheSecondTime() {
        exo.sessionEvents(exo.deployment("month", 30L), 45, 5);
        exo.enforce();

        RetentionReport second = exo.enforce();

        assertThat(second.purged()).isEmpty();
        assertThat(second.pending()).isEmpty();
    }

    @Test
    void keepsEverythingOfAHeldDeployment() {
        UUID held = exo.deployment("held", 1L);
        exo.sessionEvents(held, 300, 2);
        exo.auditEvents(held, 300, 2);
        exo.session(held, "closed", 300, null);
        exo.hold(held);

        RetentionReport report = exo.enforce();

        assertThat(report.purged()).isEmpty();
        assertThat(exo.count("session_events") + exo.count("audit_events") + exo.count("sessions"))
                .isEqualTo(5);
    }

    @Test
    void keepsAuditEventsAtLeastForTheFloor() {
        UUID month = exo.deployment("month", 30L);
        exo.session.sql().execute("update maintenance_settings set audit_floor_days = 180");
        for (int age : List.of(31, 179, 181)) {
            exo.auditEvents(month, age, 1);
            exo.auditEvents(null, age, 1);
            exo.sessionEvents(month, age, 1);
        }

        exo.enforce();

        assertThat(exo.ages("audit_events", month)).containsExactly("31:1", "179:1");
        assertThat(exo.ages("audit_events", null)).containsExactly("31:1", "179:1");
        assertThat(exo.count("session_events")).isZero();
    }

    @Test
    void rowsOfADeploymentThatIsGoneAndRowsWithoutOneFollowTheDefault() {
        UUID gone = UUID.randomUUID();
        exo.deployment("other", 365L);
        for (int age : List.of(89, 91)) {
            exo.sessionEvents(gone, age, 2);
            exo.auditEvents(gone, age, 2);
            exo.auditEvents(null, age, 2);
        }

        exo.enforce();

        assertThat(exo.ages("session_events", gone)).containsExactly("89:2");
        assertThat(exo.ages("audit_events", gone)).containsExactly("89:2");
        assertThat(exo.ages("audit_events", null)).containsExactly("89:2");
    }

    @Test
    void aSoftDeletedDeploymentKeepsItsWindow() {
        UUID deleted = exo.deployment("deleted", 365L);
        exo.session.sql().execute("update deployments set deleted_at = now() where id = ?", deleted);
        exo.sessionEvents(deleted, 200, 1);

        assertThat(exo.enforce().purged()).isEmpty();
    }

    @Test
    void cleansTheDefaultPartitionToo() {
        UUID month = exo.deployment("month", 30L);
        UUID decade = exo.deployment("decade", 3650L);
        exo.sessionEvents(month, 1000, 2);
        exo.sessionEvents(decade, 1000, 2);

        RetentionReport report = exo.enforce();

        assertThat(report.purged()).extracting(Purged::leaf).containsExactly("session_events_default");
        assertThat(exo.ages("session_events", decade)).containsExactly("1000:2");
        assertThat(exo.ages("session_events", month)).isEmpty();
    }

    @Test
    void touchesOnlyTheLeafThatItNamesWhereRowsOfOtherMonthsHaveTheSamePlaces() {
        UUID month = exo.deployment("month", 30L);
        UUID year = exo.deployment("year", 365L);
        for (int age = 5; age < 300; age += 30) {
            exo.sessionEvents(month, age, 2000);
            exo.sessionEvents(year, age, 2000);
        }

        RetentionReport report = exo.enforce();

        assertThat(report.rows()).isEqualTo(9 * 2000);
        assertThat(exo.ages("session_events", month)).containsExactly("5:2000");
        assertThat(exo.ages("session_events", year)).hasSize(10).allMatch(age -> age.endsWith(":2000"));
    }

    @Test
    void goesOnPastTheFirstBatchOfBlocks() {
        UUID month = exo.deployment("month", 30L);
        exo.session.sql().execute("alter table session_events_default set (fillfactor = 10)");
        exo.sessionEvents(month, 1000, 6000);
        assertThat(exo.session
                        .sql()
                        .fetchSingle("select pg_relation_size('session_events_default') / 8192")
                        .get(0, Long.class))
                .isGreaterThan(500);

        assertThat(exo.enforce().rows()).isEqualTo(6000);
    }

    @Test
    void leavesATableWhoseLockAnotherRunHolds() {
        UUID month = exo.deployment("month", 30L);
        exo.sessionEvents(month, 45, 2);
        exo.auditEvents(month, 45, 2);

        RetentionReport report;
        try (Session other = TestSessions.open(database)) {
            AdvisoryLock.acquire(other, "parent/session_events", TestSessions.timing(), Duration.ZERO, progress -> {});
            report = exo.enforce();
        }

        assertThat(report.pending()).extracting(Pending::id).containsExactly("purge.locked");
        assertThat(report.exitStatus()).isEqualTo(ExitStatus.STOPPED);
        assertThat(exo.count("session_events")).isEqualTo(2);
        assertThat(exo.count("audit_events")).isZero();
    }

    @Test
    void leavesATableThatSomebodyLocksExclusively() {
        UUID month = exo.deployment("month", 30L);
        exo.sessionEvents(month, 1000, 2);
        exo.auditEvents(month, 45, 2);

        RetentionReport report;
        try (Session other = TestSessions.open(database)) {
            report = other.inTransaction(() -> {
                other.sql().fetch("select 1 from session_events_default for update");
                return exo.enforce();
            });
        }

        assertThat(report.pending()).extracting(Pending::id).containsExactly("purge.deferred");
        assertThat(exo.count("session_events")).isEqualTo(2);
        assertThat(exo.count("audit_events")).isZero();
        assertThat(report.rows()).isEqualTo(2);
    }

    @Test
    void leavesALeafThatThisRoleMayNotDeleteFromAndGoesOn() {
        UUID month = exo.deployment("month", 30L);
        exo.sessionEvents(month, 1000, 2);
        exo.auditEvents(month, 45, 2);
        TestDatabase other = database.readOnlyRole();
        exo.session.sql().execute("grant all on all tables in schema public to " + other.user());
        exo.session.sql().execute("revoke delete on session_events_default from " + other.user());

        RetentionReport report;
        try (Session session = TestSessions.open(other)) {
            report = RetentionFixture.service()
                    .enforce(
                            session,
                            Trigger.MANUAL,
                            RetentionFixture.UNPACED,
                            PurgeConduct.quiet(Duration.ZERO, null, () -> false));
        }

        assertThat(report.pending()).extracting(Pending::id).containsExactly("purge.refused");
        assertThat(exo.count("session_events")).isEqualTo(2);
        assertThat(exo.count("audit_events")).isZero();
    }

    @Test
    void saysThatTheSettingsAreMissing() {
        exo.session.sql().execute("delete from maintenance_settings");

        assertThatThrownBy(exo::enforce).isInstanceOf(SettingsMissing.class);
        assertThatThrownBy(() -> new RetentionService().list(exo.session)).isInstanceOf(SettingsMissing.class);
    }

    @Test
    void stopsBetweenBatchesWhenItIsToldTo() {
        exo.sessionEvents(exo.deployment("month", 30L), 45, 2);

        RetentionReport report = exo.enforce(
                RetentionFixture.service(),
                RetentionFixture.UNPACED,
                PurgeConduct.quiet(Duration.ZERO, null, () -> true));

        assertThat(report.purged()).isEmpty();
        assertThat(report.pending()).extracting(Pending::id).contains("purge.stopped");
        assertThat(exo.count("session_events")).isEqualTo(2);
    }

    @Test
    void deletesNothingWhereTheClocksDisagree() {
        exo.sessionEvents(exo.deployment("month", 30L), 45, 2);
        Clock ahead = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(6));

        RetentionReport report = exo.enforce(RetentionFixture.service(ahead, path -> Optional.empty()));

        assertThat(report.pending()).extracting(Pending::id).containsExactly("clock.differs");
        assertThat(exo.count("session_events")).isEqualTo(2);
    }

    @Test
    void deletesNothingWhereTheLastRunBeganInTheFuture() {
        exo.sessionEvents(exo.deployment("month", 30L), 45, 2);
        exo.session
                .sql()
                .execute("insert into maintenance_runs (command, trigger, started_at)"
                        + " values ('migrate', 'boot', now() + interval '1 day')");

        assertThat(exo.enforce().pending()).extracting(Pending::id).containsExactly("clock.behind");
        assertThat(exo.count("session_events")).isEqualTo(2);
    }

    @Test
    void endedSessionsGoByTheirEndTheirRecordingFirst() {
        UUID month = exo.deployment("month", 30L);
        UUID expired = exo.session(month, "closed", 31, "a/expired.cast");
        UUID failed = exo.session(month, "failed", 31, null);
        UUID recent = exo.session(month, "closed", 29, "a/recent.cast");
        UUID open = exo.session(month, "open", null, "a/open.cast");
        UUID reopened = exo.session(month, "open", 31, "a/reopened.cast");
        List<String> removed = new ArrayList<>();
        PurgeService service = RetentionFixture.service(Clock.systemUTC(), path -> {
            removed.add(path + (sessionIds().contains(expired) ? " before its row" : " after its row"));
            return Optional.empty();
        });

        RetentionReport report = exo.enforce(service);

        assertThat(removed).containsExactly("a/expired.cast before its row");
        assertThat(sessionIds())
                .containsExactlyInAnyOrder(recent, open, reopened)
                .doesNotContain(failed);
        assertThat(report.purged()).singleElement().satisfies(purged -> {
            assertThat(purged.rows()).isEqualTo(2);
            assertThat(purged.deployment()).isEqualTo(month);
        });
    }

    @Test
    void aSessionWhoseRecordingCannotBeRemovedKeepsItsRow() {
        UUID month = exo.deployment("month", 30L);
        UUID stuck = exo.session(month, "closed", 31, "a/stuck.cast");
        exo.session(month, "closed", 31, "a/fine.cast");
        PurgeService service = RetentionFixture.service(
                Clock.systemUTC(),
                path -> path.equals("a/stuck.cast") ? Optional.of("the volume is gone") : Optional.empty());

        RetentionReport report = exo.enforce(service);

        assertThat(sessionIds()).containsExactly(stuck);
        assertThat(report.pending()).singleElement().satisfies(pending -> {
            assertThat(pending.id()).isEqualTo("recording.stuck");
            assertThat(pending.what()).contains("the volume is gone");
        });
    }

    @Test
    void goesThroughMoreSessionsThanOneBatch() {
        UUID month = exo.deployment("month", 30L);
        for (int number = 0; number < 450; number++) {
            exo.session(month, "closed", 31, null);
        }

        assertThat(exo.enforce().rows()).isEqualTo(450);
        assertThat(exo.count("sessions")).isZero();
    }

    @Test
    void contextSummariesGoByTheirWindow() {
        UUID month = exo.deployment("month", 30L);
        for (int age : List.of(29, 31)) {
            exo.session
                    .sql()
                    .execute(
                            "insert into context_summaries (deployment_id, agent_namespace, agent_name, created_at)"
                                    + " values (?, 'n', 'a', now() - ? * interval '24 hours')",
                            month,
                            age);
        }

        exo.enforce();

        assertThat(exo.ages("context_summaries", month)).containsExactly("29:1");
    }

    @Test
    void aPlainTableIsCleanedLikeAPartition() {
        UUID month = exo.deployment("month", 30L);
        exo.session.sql().execute("alter table session_events rename to session_events_old");
        exo.session
                .sql()
                .execute("create table session_events (like session_events_old including defaults including indexes)");
        exo.sessionEvents(month, 45, 3);
        exo.sessionEvents(month, 5, 3);

        exo.enforce();

        assertThat(exo.ages("session_events", month)).containsExactly("5:3");
    }

    private List<UUID> sessionIds() {
        return exo.session.sql().fetch("select id from sessions").map(row -> row.get("id", UUID.class));
    }
}
