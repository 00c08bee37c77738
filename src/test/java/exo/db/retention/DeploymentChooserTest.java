package exo.db.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class DeploymentChooserTest {
    private static final UUID ONE = UUID.fromString("0a6f3c1e-1111-4111-8111-000000000001");
    private static final UUID TWO = UUID.fromString("9b6f3c1e-2222-4222-8222-000000000002");
    private static final UUID TENANT = new UUID(7, 7);

    @Test
    void findsByIdWhateverItsCase() {
        List<DeploymentWindow> all = List.of(deployment(ONE, "prod"), deployment(TWO, "staging"));

        DeploymentWindow found = DeploymentChooser.choose(all, "9B6F3C1E-2222-4222-8222-000000000002");

        assertThat(found.name()).isEqualTo("staging");
    }

    @Test
    void findsByName() {
        List<DeploymentWindow> all = List.of(deployment(ONE, "prod"), deployment(TWO, "staging"));

        assertThat(DeploymentChooser.choose(all, "prod").id()).isEqualTo(ONE);
    }

    @Test
    void prefersTheLiveOneToASoftDeletedOneOfTheSameName() {
        List<DeploymentWindow> all = List.of(deleted(ONE, "prod"), deployment(TWO, "prod"));

        assertThat(DeploymentChooser.choose(all, "prod").id()).isEqualTo(TWO);
    }

    @Test
    void findsASoftDeletedOneByNameWhereNoLiveOneHasIt() {
        List<DeploymentWindow> all = List.of(deleted(ONE, "prod"), deployment(TWO, "staging"));

        assertThat(DeploymentChooser.choose(all, "prod").id()).isEqualTo(ONE);
    }

    @Test
    void refusesANameThatSeveralTenantsHaveAndNamesTheIds() {
        List<DeploymentWindow> all = List.of(deployment(ONE, "prod"), deployment(TWO, "prod"));

        assertThatThrownBy(() -> DeploymentChooser.choose(all, "prod"))
                .isInstanceOfSatisfying(ExoException.class, failure -> {
                    assertThat(failure.exitStatus()).isEqualTo(ExitStatus.USAGE);
                    assertThat(failure.id()).isEqualTo("deployment.ambiguous");
                    assertThat(failure.details())
                            .extracting(ExoException.Detail::what)
                            .containsExactly(ONE + " (prod, tenant acme)", TWO + " (prod, tenant acme)");
                });
    }

    @Test
    void suggestsTheNameThatIsOneSlipAway() {
        List<DeploymentWindow> all = List.of(deployment(ONE, "production"), deployment(TWO, "staging"));

        assertThatThrownBy(() -> DeploymentChooser.choose(all, "prodcution"))
                .isInstanceOfSatisfying(ExoException.class, failure -> {
                    assertThat(failure.exitStatus()).isEqualTo(ExitStatus.USAGE);
                    assertThat(failure.id()).isEqualTo("deployment.unknown");
                    assertThat(failure.details())
                            .extracting(ExoException.Detail::what)
                            .containsExactly(ONE + " (production, tenant acme)");
                });
    }

    @Test
    void suggestsTheIdThatBeginsLikeWhatWasTyped() {
        List<DeploymentWindow> all = List.of(deployment(ONE, "production"), deployment(TWO, "staging"));

        assertThatThrownBy(() -> DeploymentChooser.choose(all, "9b6f3c"))
                .isInstanceOfSatisfying(
                        ExoException.class,
                        failure -> assertThat(failure.details())
                                .extracting(ExoException.Detail::what)
                                .containsExactly(TWO + " (staging, tenant acme)"));
    }

    @Test
    void suggestsNothingWhereNothingIsNear() {
        List<DeploymentWindow> all = List.of(deployment(ONE, "production"));

        assertThatThrownBy(() -> DeploymentChooser.choose(all, "zzz"))
                .isInstanceOfSatisfying(
                        ExoException.class,
                        failure -> assertThat(failure.details()).isEmpty());
    }

    private static DeploymentWindow deployment(UUID id, String name) {
        return window(id, name, null);
    }

    private static DeploymentWindow deleted(UUID id, String name) {
        return window(id, name, Instant.parse("2026-01-01T00:00:00Z"));
    }

    private static DeploymentWindow window(UUID id, String name, @Nullable Instant deletedAt) {
        return new DeploymentWindow(id, TENANT, "acme", name, null, 90, null, deletedAt);
    }
}
