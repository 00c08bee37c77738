package exo.db.keyring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import exo.db.crypto.KekState;
import exo.db.crypto.KeyringEntry;
import exo.db.crypto.WrappedKey;
import exo.db.failure.ExitStatus;
import exo.db.schema.Change;
import exo.db.schema.LockMode;
import exo.db.schema.Plan;
import exo.db.schema.QualifiedName;
import exo.db.schema.Stage;
import exo.db.schema.Step;
import java.util.List;
import org.junit.jupiter.api.Test;

final class KeyringPlannerTest {
    private static final QualifiedName TABLE = new QualifiedName("public", "encryption_keys");
    private static final KeyringEntry CANDIDATE = entry("0a1b2c3d");

    @Test
    void storesTheCandidateInADatabaseWithoutAnything() {
        KeyringSnapshot snapshot = new KeyringSnapshot(TABLE, List.of(), List.of());

        Plan plan = KeyringPlanner.plan(snapshot, CANDIDATE);

        Change insert = new Change.InsertKey(
                TABLE,
                new Change.WrappedKey("0a1b2c3d", "00ff10", "XAES-256-GCM", "1122334455667788", "canary of 0a1b2c3d"));
        assertThat(plan)
                .isEqualTo(new Plan(
                        List.of(Step.locking(Stage.KEYRING, insert, TABLE, LockMode.ROW_EXCLUSIVE)), List.of()));
    }

    @Test
    void leavesAKeyringAlone() {
        KeyringSnapshot snapshot = new KeyringSnapshot(TABLE, List.of(entry("ffffffff")), List.of());

        Plan plan = KeyringPlanner.plan(snapshot, CANDIDATE);

        assertThat(plan).isEqualTo(Plan.EMPTY);
    }

    @Test
    void refusesANewKeyringOverValuesThatAnOldOneSealed() {
        KeyringSnapshot snapshot =
                new KeyringSnapshot(TABLE, List.of(), List.of("integrations.credentials", "log_sinks.config"));

        KeyringLost lost = catchThrowableOfType(KeyringLost.class, () -> KeyringPlanner.plan(snapshot, CANDIDATE));

        assertThat(lost.exitStatus()).isEqualTo(ExitStatus.KEY);
        assertThat(lost.id()).isEqualTo("keyring.missing");
        assertThat(lost.why()).contains("integrations.credentials, log_sinks.config");
    }

    private static KeyringEntry entry(String kid) {
        WrappedKey wrapped = new WrappedKey("1122334455667788", new byte[] {0, (byte) 0xff, 0x10});
        return new KeyringEntry(kid, wrapped, null, "XAES-256-GCM", "canary of " + kid, KekState.ACTIVE);
    }
}
