package exo.db.retention;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class DeploymentNamesTest {
    private static final UUID ONE = UUID.fromString("0a6f3c1e-1111-4111-8111-000000000001");
    private static final UUID TWO = UUID.fromString("9b6f3c1e-2222-4222-8222-000000000002");
    private static final UUID THREE = UUID.fromString("9b6f3c1e-3333-4333-8333-000000000003");

    @Test
    void aNameThatOneDeploymentHasIsEnough() {
        DeploymentNames names = DeploymentNames.of(
                List.of(deployment(ONE, "acme", "prod", null), deployment(TWO, "acme", "test", null)));

        assertThat(names.nameOf(ONE)).isEqualTo("prod");
    }

    @Test
    void aNameThatSeveralTenantsHaveComesWithTheTenant() {
        DeploymentNames names = DeploymentNames.of(
                List.of(deployment(ONE, "acme", "prod", null), deployment(TWO, "duff", "prod", null)));

        assertThat(names.nameOf(TWO)).isEqualTo("prod (tenant duff)");
    }

    @Test
    void whereTheTenantIsNotEnoughTheIdTells() {
        DeploymentNames names = DeploymentNames.of(List.of(
                deployment(ONE, "acme", "prod", Instant.EPOCH),
                deployment(TWO, "acme", "prod", null),
                deployment(THREE, "duff", "prod", null)));

        assertThat(names.nameOf(ONE)).isEqualTo("prod (" + ONE + ")");
        assertThat(names.nameOf(THREE)).isEqualTo("prod (tenant duff)");
    }

    @Test
    void rowsOfADeploymentThatIsGoneOrOfNoneAreTold() {
        DeploymentNames names = DeploymentNames.of(List.of());

        assertThat(names.nameOf(ONE)).isEqualTo(ONE + " (gone)");
        assertThat(names.nameOf(null)).isEqualTo("(none)");
    }

    private static DeploymentWindow deployment(UUID id, String tenant, String name, @Nullable Instant deletedAt) {
        return new DeploymentWindow(id, new UUID(7, tenant.hashCode()), tenant, name, null, 90, null, deletedAt);
    }
}
