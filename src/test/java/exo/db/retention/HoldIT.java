package exo.db.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;
import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
final class HoldIT {
    private static final HoldService HOLDS = new HoldService("ana");

    private RetentionFixture exo;
    private UUID one;

    @BeforeEach
    void prepare(TestDatabase database) {
        exo = new RetentionFixture(database);
        one = exo.deployment("one", 30L);
    }

    @AfterEach
    void close() {
        exo.close();
    }

    @Test
    void aPlacedHoldKeepsEverythingAndIsWrittenDown() {
        exo.sessionEvents(one, 45, 3);

        HOLDS.place(exo.session, HOLDS.planHold(exo.session, "one", "case 117", "legal"));
        exo.enforce();

        assertThat(exo.count("session_events")).isEqualTo(3);
        assertThat(trail())
                .containsExactly(exo.tenant + " system deployment.retention.hold " + one
                        + " {\"reason\": \"case 117\", \"placed_by\": \"legal\"}");
    }

    @Test
    void whoPlacesItIsTheUserOfTheSystemAndTheRoleWhereNobodyIsNamed() {
        HoldPlacement placement = HOLDS.planHold(exo.session, "one", "case 117", null);

        String role = exo.session.sql().fetchSingle("select session_user").get(0, String.class);
        assertThat(placement.placedBy()).isEqualTo("ana (database role " + role + ")");
    }

    @Test
    void aSecondHoldForTheSameReasonChangesNothing() {
        HOLDS.place(exo.session, HOLDS.planHold(exo.session, "one", "case 117", "legal"));

        HoldPlacement again = HOLDS.planHold(exo.session, "one", "case 117", "someone");
        HOLDS.place(exo.session, again);

        assertThat(again.isEmpty()).isTrue();
        assertThat(trail()).hasSize(1);
    }

    @Test
    void aSecondHoldForAnotherReasonIsRefusedAndSaysWhoHoldsSinceWhen() {
        HOLDS.place(exo.session, HOLDS.planHold(exo.session, "one", "case 117", "legal"));

        assertThatThrownBy(() -> HOLDS.planHold(exo.session, "one", "case 118", "legal"))
                .isInstanceOfSatisfying(ExoException.class, failure -> {
                    assertThat(failure.exitStatus()).isEqualTo(ExitStatus.REFUSED);
                    assertThat(failure.why()).matches("since .*Z by legal: case 117");
                });
    }

    @Test
    void ofTwoWhoPlaceOneAtOnceTheSecondIsTold() {
        HoldPlacement slow = HOLDS.planHold(exo.session, "one", "case 118", "slow");
        HOLDS.place(exo.session, HOLDS.planHold(exo.session, "one", "case 117", "fast"));

        assertThatThrownBy(() -> HOLDS.place(exo.session, slow)).isInstanceOf(WindowChangedElsewhere.class);

        assertThat(trail()).hasSize(1);
    }

    @Test
    void aReleaseShowsAllThatIsPastTheWindowByThen() {
        exo.sessionEvents(one, 29, 1);
        exo.sessionEvents(one, 45, 2);
        exo.auditEvents(one, 400, 4);
        exo.hold(one);

        HoldRelease release = HOLDS.planRelease(exo.session, "one");

        assertThat(release.expiring().rows()).isEqualTo(6);
    }

    @Test
    void aReleasedDeploymentExpiresAgainAndTheReleaseIsWrittenDown() {
        exo.sessionEvents(one, 45, 2);
        exo.hold(one);

        HOLDS.release(exo.session, HOLDS.planRelease(exo.session, "one"));
        exo.enforce();

        assertThat(exo.count("session_events")).isZero();
        assertThat(trail())
                .containsExactly(exo.tenant + " system deployment.retention.release " + one
                        + " {\"reason\": \"court\", \"placed_by\": \"legal\"}");
    }

    @Test
    void aReleaseEndsTheHoldThatWasShownAndNoLaterOne() {
        exo.hold(one);
        HoldRelease shown = HOLDS.planRelease(exo.session, "one");
        HOLDS.release(exo.session, HOLDS.planRelease(exo.session, "one"));
        exo.hold(one);

        assertThatThrownBy(() -> HOLDS.release(exo.session, shown)).isInstanceOf(WindowChangedElsewhere.class);

        assertThat(exo.count("retention_holds")).isEqualTo(1);
    }

    @Test
    void aReleaseOfWhatIsNotHeldDoesNothing() {
        HoldRelease release = HOLDS.planRelease(exo.session, "one");
        HOLDS.release(exo.session, release);

        assertThat(release.isEmpty()).isTrue();
        assertThat(trail()).isEmpty();
    }

    private List<String> trail() {
        return exo.session.sql().fetch("""
                        select concat_ws(' ', tenant_id, actor_type, action, resource_id, metadata) as event
                        from audit_events where action like 'deployment.retention.%'
                        order by created_at""").map(row -> row.get("event", String.class));
    }
}
