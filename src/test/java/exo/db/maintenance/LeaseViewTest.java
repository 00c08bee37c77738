package exo.db.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.database.ServerFacts.Recovery;
import exo.db.maintenance.LeaseView.LeaseDecision;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class LeaseViewTest {
    private static final Instant NOW = Instant.parse("2026-03-10T12:00:00Z");

    @Test
    void aLeaseThatNobodyEverHeldIsTaken() {
        LeaseView view = new LeaseView(Recovery.PRIMARY, "", null, NOW);

        assertThat(view.decision()).isEqualTo(LeaseDecision.TAKE);
    }

    @Test
    void aLeaseIsTakenOnlyOnceItHasExpired() {
        assertThat(view(NOW.minusMillis(1)).decision()).isEqualTo(LeaseDecision.TAKE);
        assertThat(view(NOW).decision()).isEqualTo(LeaseDecision.WAIT_FOR_HOLDER);
        assertThat(view(NOW.plusSeconds(30)).decision()).isEqualTo(LeaseDecision.WAIT_FOR_HOLDER);
    }

    @Test
    void onAStandbyNothingIsTaken() {
        LeaseView view = new LeaseView(Recovery.STANDBY, "", null, NOW);

        assertThat(view.decision()).isEqualTo(LeaseDecision.WAIT_FOR_PRIMARY);
    }

    private static LeaseView view(Instant expiresAt) {
        return new LeaseView(Recovery.PRIMARY, "other/1", expiresAt, NOW);
    }
}
