package exo.db.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import exo.db.database.Session;
import exo.db.failure.ExitStatus;
import exo.db.retention.EraseReport.Erased;
import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import exo.db.testing.TestSessions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
final class EraseIT {
    private static final EraseConduct QUIET = conduct(() -> false);

    private final List<String> removed = new ArrayList<>();
    private TestDatabase database;
    private RetentionFixture exo;
    private UUID one;
    private UUID other;

    @BeforeEach
    void prepare(TestDatabase fresh) {
        database = fresh;
        exo = new RetentionFixture(database);
        one = exo.deployment("one", 30L);
        other = exo.deployment("other", null);
    }

    @AfterEach
    void close() {
        exo.close();
    }

    @Test
    void removesEverythingOfOneDeploymentWhateverItsAgeAndNothingOfAnother() {
        for (UUID deployment : List.of(one, other)) {
            exo.sessionEvents(deployment, 0, 60);
            exo.sessionEvents(deployment, 200, 60);
            exo.auditEvents(deployment, 5, 2);
            exo.session(deployment, "closed", 5, deployment + ".cast");
            exo.session(deployment, "open", null, null);
            summary(deployment);
        }

        EraseReport report = erase("one");

        assertThat(report.exitStatus()).isEqualTo(ExitStatus.DONE);
        assertThat(report.rows()).isEqualTo(125);
        assertThat(report.recordings()).isEqualTo(1);
        assertThat(removed).containsExactly(one + ".cast");
        assertThat(left(one)).isZero();
        assertThat(left(other)).isEqualTo(125);
        assertThat(exo.count("deployments")).isEqualTo(2);
    }

    @Test
    void countsTheSameBeforehandAndChangesNothing() {
        exo.sessionEvents(one, 10, 7);
        exo.session(one, "open", null, "a.cast");

        EraseReport plan = service().plan(exo.session, "one", QUIET.progress());

        assertThat(plan.rows()).isEqualTo(8);
        assertThat(plan.recordings()).isEqualTo(1);
        assertThat(plan.openSessions()).isEqualTo(1);
        assertThat(left(one)).isEqualTo(8);
    }

    @Test
    void writesDownWhoOrderedItAndWhatWentFromWhere() {
        exo.sessionEvents(one, 0, 3);

        EraseReport report = erase("one");

        String leaf = report.erased().getFirst().leaf();
        assertThat(report.erased()).containsExactly(new Erased("session_events", leaf, 3));
        assertThat(text("select concat_ws(' ', tenant_id, actor_type, action, resource_id, metadata ->> 'rows')"
                        + " from audit_events"))
                .isEqualTo(exo.tenant + " system deployment.erase " + one + " 3");
        assertThat(text("select concat_ws(' ', command, trigger, outcome, report ->> 'rows',"
                        + " report #>> '{erased,0,partition}') from maintenance_runs"))
                .isEqualTo("retention erase manual ok 3 " + leaf);
    }

    @Test
    void removesRowsInTheTrashToo() {
        exo.sessionEvents(one, 200, 4);
        exo.sessionEvents(other, 200, 4);
        String month = text("select tableoid::regclass::text from session_events limit 1");
        for (String statement : List.of(
                "create schema exo_trash",
                "alter table session_events detach partition " + month,
                "alter table " + month + " set schema exo_trash",
                "insert into detached_partitions (parent, name, trash_name, lower_bound, upper_bound, state, drop_after)"
                        + " values ('session_events', '" + month + "', '" + month
                        + "', now() - interval '1 day', now(), 'detached', now())")) {
            exo.session.sql().execute(statement);
        }

        EraseReport report = erase("one");

        assertThat(report.rows()).isEqualTo(4);
        assertThat(exo.count("exo_trash." + month)).isEqualTo(4);
    }

    @Test
    void refusesAHeldDeploymentBeforeAnything() {
        exo.sessionEvents(one, 10, 2);
        exo.hold(one);

        assertThatThrownBy(() -> service().plan(exo.session, "one", QUIET.progress()))
                .isInstanceOf(DeploymentHeld.class);

        assertThat(left(one)).isEqualTo(2);
        assertThat(exo.count("maintenance_runs")).isZero();
    }

    @Test
    void aHoldThatIsPlacedMeanwhileEndsItAndWhatWentIsOnRecord() {
        exo.sessionEvents(one, 10, 500);
        EraseReport plan = service().plan(exo.session, "one", QUIET.progress());
        EraseConduct conduct = conduct(() -> {
            if (left(one) < 500 && exo.count("retention_holds") == 0) {
                placeElsewhere();
            }
            return false;
        });

        assertThatThrownBy(() -> service().erase(exo.session, plan, conduct)).isInstanceOf(DeploymentHeld.class);

        long left = left(one);
        assertThat(left).isBetween(1L, 499L);
        assertThat(text("select concat_ws(' ', outcome, report ->> 'rows') from maintenance_runs"))
                .isEqualTo("failed " + (500 - left));
    }

    @Test
    void keepsAuditEventsWithinTheFloor() {
        exo.session.sql().execute("update maintenance_settings set audit_floor_days = 60");
        exo.auditEvents(one, 45, 3);
        exo.auditEvents(one, 75, 2);
        exo.sessionEvents(one, 45, 1);

        EraseReport report = erase("one");

        assertThat(report.rows()).isEqualTo(3);
        assertThat(report.keptAuditEvents()).isEqualTo(3);
        assertThat(exo.ages("audit_events", one)).containsExactly("45:3");
    }

    @Test
    void erasesTheRowsOfADeploymentThatIsGone() {
        UUID gone = UUID.randomUUID();
        exo.sessionEvents(gone, 10, 5);

        EraseReport report = erase(gone.toString());

        assertThat(report.target().deployment()).isNull();
        assertThat(report.rows()).isEqualTo(5);
        assertThat(left(gone)).isZero();
    }

    @Test
    void aMistypedIdIsNotTakenForOneThatIsGone() {
        String slip = one.toString().substring(0, 35) + (one.toString().endsWith("0") ? "1" : "0");

        assertThatThrownBy(() -> service().plan(exo.session, slip, QUIET.progress()))
                .isInstanceOf(DeploymentUnknown.class);
        assertThatThrownBy(() -> service().plan(exo.session, "oen", QUIET.progress()))
                .isInstanceOf(DeploymentUnknown.class);
    }

    @Test
    void stopsBetweenBatchesAndGoesOnTheNextTime() {
        exo.sessionEvents(one, 10, 500);

        EraseReport stopped = service()
                .erase(
                        exo.session,
                        service().plan(exo.session, "one", QUIET.progress()),
                        conduct(() -> left(one) < 500));
        EraseReport rest = erase("one");

        assertThat(stopped.exitStatus()).isEqualTo(ExitStatus.STOPPED);
        assertThat(stopped.pending()).extracting("id").containsExactly("erase.stopped");
        assertThat(stopped.rows()).isBetween(1L, 499L);
        assertThat(rest.rows()).isEqualTo(500 - stopped.rows());
    }

    @Test
    void aSessionWhoseRecordingCannotBeRemovedKeepsItsRow() {
        exo.session(one, "closed", 5, "stuck.cast");
        exo.session(one, "closed", 5, "fine.cast");

        EraseReport report = erase("one");

        assertThat(report.pending()).extracting("id").containsExactly("recording.stuck");
        assertThat(removed).containsExactly("fine.cast");
        assertThat(exo.count("sessions")).isEqualTo(1);
    }

    @Test
    void waitsForARowThatSomebodyHoldsAndSaysSoWhenItIsNotToBeHad() {
        exo.sessionEvents(one, 10, 3);
        try (Session writer = TestSessions.open(database)) {
            writer.sql().execute("begin");
            writer.sql().execute("select from session_events where deployment_id = ? for update", one);

            EraseReport report = erase("one");

            assertThat(report.pending()).extracting("id").containsExactly("erase.deferred");
            writer.sql().execute("rollback");
        }
        assertThat(erase("one").rows()).isEqualTo(3);
    }

    @Test
    void erasesNothingWhereTheClocksDisagree() {
        exo.sessionEvents(one, 10, 3);
        Clock wrong = Clock.fixed(Instant.now().plus(Duration.ofHours(1)), ZoneOffset.UTC);
        EraseService service = new EraseService(wrong, this::remove, RetentionFixture.RUNS, TestSessions.timing());

        EraseReport report = service.erase(exo.session, service.plan(exo.session, "one", QUIET.progress()), QUIET);

        assertThat(report.pending()).extracting("id").containsExactly("clock.differs");
        assertThat(left(one)).isEqualTo(3);
    }

    private EraseReport erase(String idOrName) {
        return service().erase(exo.session, service().plan(exo.session, idOrName, QUIET.progress()), QUIET);
    }

    private EraseService service() {
        return new EraseService(Clock.systemUTC(), this::remove, RetentionFixture.RUNS, TestSessions.timing());
    }

    private Optional<String> remove(String castPath) {
        if (castPath.startsWith("stuck")) {
            return Optional.of("no such volume");
        }
        removed.add(castPath);
        return Optional.empty();
    }

    private static EraseConduct conduct(BooleanSupplier stop) {
        return new EraseConduct(Duration.ofMillis(500), stop, headway -> {});
    }

    private void placeElsewhere() {
        try (Session elsewhere = TestSessions.open(database)) {
            elsewhere
                    .sql()
                    .execute(
                            "insert into retention_holds (deployment_id, reason, placed_by) values (?, 'court', 'x')",
                            one);
        }
    }

    private void summary(UUID deployment) {
        exo.session
                .sql()
                .execute(
                        "insert into context_summaries (deployment_id, agent_namespace, agent_name) values (?, 'a', 'b')",
                        deployment);
    }

    private long left(UUID deployment) {
        long rows = 0;
        for (String table : List.of("session_events", "audit_events", "sessions", "context_summaries")) {
            rows += exo.session
                    .sql()
                    .fetchSingle("select count(*) from " + table + " where deployment_id = ?", deployment)
                    .get(0, Long.class);
        }
        return rows;
    }

    private String text(String query) {
        return exo.session.sql().fetchSingle(query).get(0, String.class);
    }
}
