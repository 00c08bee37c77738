package exo.db.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;
import exo.db.retention.WindowChange.Effective;
import exo.db.retention.WindowChange.Expiring;
import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
final class RetentionWindowsIT {
    private static final RetentionService SERVICE = new RetentionService();

    private RetentionFixture exo;

    @BeforeEach
    void prepare(TestDatabase database) {
        exo = new RetentionFixture(database);
    }

    @AfterEach
    void close() {
        exo.close();
    }

    @Test
    void listsEachDeploymentWithTheWindowThatCounts() {
        UUID own = exo.deployment("a-own", 30L);
        UUID follower = exo.deployment("b-follower", null);
        exo.hold(follower);

        RetentionOverview overview = SERVICE.list(exo.session);

        assertThat(overview.defaultDays()).isEqualTo(90);
        assertThat(overview.deployments())
                .extracting(DeploymentWindow::id, DeploymentWindow::ownDays, DeploymentWindow::days)
                .containsExactly(tuple(own, 30L, 30L), tuple(follower, null, 90L));
        assertThat(overview.deployments().getFirst().hold()).isNull();
        assertThat(overview.deployments().getLast().hold()).isNotNull().satisfies(hold -> {
            assertThat(hold.reason()).isEqualTo("court");
            assertThat(hold.placedBy()).isEqualTo("legal");
        });
    }

    @Test
    void saysWhenTheRoomOfAMonthComesBackByTheLongestWindowOfThoseWhoHaveRowsInIt() {
        UUID one = exo.deployment("one", null);
        UUID longest = exo.deployment("longest", 400L);
        exo.sessionEvents(one, 62, 2);
        exo.sessionEvents(longest, 62, 1);

        Expiring expiring = SERVICE.planOwn(exo.session, "one", 30).expiring();

        Instant end = monthEnd(62);
        assertThat(expiring.disk())
                .singleElement()
                .satisfies(disk -> assertThat(disk.way())
                        .isEqualTo(new DiskReturn.Way.Dropped(end.plus(Duration.ofDays(400 + 7)))));
    }

    @Test
    void saysThatAHoldOfAnotherDeploymentKeepsTheRoom() {
        UUID one = exo.deployment("one", null);
        UUID held = exo.deployment("held", null);
        exo.sessionEvents(one, 62, 2);
        exo.sessionEvents(held, 62, 1);
        exo.hold(held);

        Expiring expiring = SERVICE.planOwn(exo.session, "one", 30).expiring();

        assertThat(expiring.disk())
                .singleElement()
                .satisfies(disk -> assertThat(disk.way()).isEqualTo(new DiskReturn.Way.Held()));
    }

    /** Of the month that events of so many days ago lie in. */
    private Instant monthEnd(int daysAgo) {
        return exo.session
                .sql()
                .fetchSingle(
                        "select date_trunc('month', now() - ? * interval '24 hours') + interval '1 month'", daysAgo)
                .get(0, Timestamp.class)
                .toInstant();
    }

    @Test
    void showsWhatAShorterWindowNewlyLetsExpire() {
        UUID one = exo.deployment("one", null);
        UUID other = exo.deployment("other", null);
        for (int age : List.of(10, 29, 31, 60, 89, 91)) {
            exo.sessionEvents(one, age, 2);
            exo.auditEvents(one, age, 1);
            exo.sessionEvents(other, age, 5);
        }

        WindowChange change = SERVICE.planOwn(exo.session, "one", 30);

        assertThat(change.shortens()).isTrue();
        assertThat(change.previousDays()).isEqualTo(90);
        assertThat(change.effective()).isEqualTo(Effective.NEXT_RUN);
        Expiring expiring = change.expiring();
        assertThat(expiring.rows()).isEqualTo(9);
        assertThat(expiring.bytes()).isBetween(9L * 100, 9L * 400);
        assertThat(ageInDays(expiring.oldest())).isEqualTo(89);
        assertThat(ageInDays(expiring.newest())).isEqualTo(31);
        assertThat(exo.count("audit_events")).isEqualTo(6);
    }

    @Test
    void aLongerWindowLetsNothingExpire() {
        exo.sessionEvents(exo.deployment("one", 30L), 45, 2);

        WindowChange change = SERVICE.planOwn(exo.session, "one", 60);

        assertThat(change.shortens()).isFalse();
        assertThat(change.expiring()).isEqualTo(Expiring.NOTHING);
    }

    @Test
    void auditEventsBelowTheFloorAreNotAmongWhatExpires() {
        UUID one = exo.deployment("one", null);
        exo.session.sql().execute("update maintenance_settings set audit_floor_days = 60");
        exo.auditEvents(one, 45, 3);
        exo.auditEvents(one, 75, 2);

        assertThat(SERVICE.planOwn(exo.session, "one", 30).expiring().rows()).isEqualTo(2);
    }

    @Test
    void aShorterDefaultConcernsFollowersAndRowsWithoutADeploymentOrOfOneThatIsGone() {
        exo.sessionEvents(exo.deployment("own", 90L), 45, 16);
        exo.sessionEvents(exo.deployment("follower", null), 45, 8);
        exo.sessionEvents(UUID.randomUUID(), 45, 4);
        exo.auditEvents(null, 45, 2);

        assertThat(SERVICE.planDefault(exo.session, 30).expiring().rows()).isEqualTo(14);
    }

    @Test
    void aShorterWindowOfAHeldDeploymentCountsOnceTheHoldIsReleased() {
        UUID held = exo.deployment("held", null);
        exo.sessionEvents(held, 45, 2);
        exo.hold(held);

        WindowChange change = SERVICE.planOwn(exo.session, "held", 30);

        assertThat(change.effective()).isEqualTo(Effective.ON_RELEASE);
        assertThat(change.expiring().rows()).isEqualTo(2);
    }

    @Test
    void setsTheWindowAndWritesTheChangeDown() {
        UUID one = exo.deployment("one", 90L);

        SERVICE.apply(exo.session, SERVICE.planOwn(exo.session, one.toString(), 30));

        assertThat(SERVICE.find(exo.session, "one").ownDays()).isEqualTo(30);
        assertThat(auditEvents())
                .containsExactly(exo.tenant + " system deployment.retention.set deployment " + one
                        + " {\"new\": 30, \"old\": 90}");
    }

    @Test
    void unsetsTheWindowAndWritesTheChangeDown() {
        UUID one = exo.deployment("one", 30L);

        WindowChange change = SERVICE.planUnset(exo.session, "one");
        SERVICE.apply(exo.session, change);

        assertThat(change.days()).isEqualTo(90);
        assertThat(SERVICE.find(exo.session, "one").ownDays()).isNull();
        assertThat(auditEvents())
                .containsExactly(exo.tenant + " system deployment.retention.unset deployment " + one
                        + " {\"new\": null, \"old\": 30}");
    }

    @Test
    void setsTheDefaultAndWritesTheChangeDown() {
        SERVICE.apply(exo.session, SERVICE.planDefault(exo.session, 120));

        assertThat(SERVICE.list(exo.session).defaultDays()).isEqualTo(120);
        assertThat(auditEvents())
                .containsExactly(
                        "none system retention.default.set maintenance_settings 1 {\"new\": 120, \"old\": 90}");
    }

    @Test
    void writesNothingWhereTheWindowIsWhatWasAskedFor() {
        exo.deployment("one", 30L);

        SERVICE.apply(exo.session, SERVICE.planOwn(exo.session, "one", 30));

        assertThat(auditEvents()).isEmpty();
    }

    @Test
    void changesNothingWhereSomebodyElseChangedTheWindowMeanwhile() {
        exo.deployment("one", 90L);
        WindowChange shown = SERVICE.planOwn(exo.session, "one", 30);
        exo.session.sql().execute("update deployments set retention_days = 3650");

        assertThatThrownBy(() -> SERVICE.apply(exo.session, shown)).isInstanceOf(WindowChangedElsewhere.class);

        assertThat(SERVICE.find(exo.session, "one").ownDays()).isEqualTo(3650);
        assertThat(auditEvents()).isEmpty();
    }

    @Test
    void refusesWindowsThatTheDatabaseWouldRefuse() {
        exo.deployment("one", 90L);

        for (long days : List.of(0L, -1L, 3651L)) {
            assertThatThrownBy(() -> SERVICE.planOwn(exo.session, "one", days))
                    .isInstanceOfSatisfying(
                            ExoException.class,
                            failure -> assertThat(failure.exitStatus()).isEqualTo(ExitStatus.USAGE));
        }
    }

    private static long ageInDays(@Nullable Instant instant) {
        return Duration.between(instant, Instant.now()).toDays();
    }

    private List<String> auditEvents() {
        return exo.session.sql().fetch("""
                        select concat_ws(' ', coalesce(tenant_id::text, 'none'), actor_type, action, resource_type,
                            nullif(resource_id, ''), metadata) as event
                        from audit_events""").map(row -> row.get("event", String.class));
    }
}
