package exo.db.keyring;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.crypto.KekState;
import exo.db.crypto.KeyringEntry;
import exo.db.crypto.KeyringRevision;
import exo.db.crypto.WrappedKey;
import exo.db.schema.Change;
import exo.db.schema.ChangeText;
import exo.db.schema.KeyringChange;
import exo.db.schema.LockMode;
import exo.db.schema.Plan;
import exo.db.schema.QualifiedName;
import exo.db.schema.Stage;
import exo.db.schema.Step;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RevisionPlannerTest {
    private static final QualifiedName TABLE = new QualifiedName("public", "encryption_keys");
    private static final WrappedKey UNDER_OLD = new WrappedKey("1111111111111111", new byte[] {0, 1});
    private static final WrappedKey UNDER_NEW = new WrappedKey("2222222222222222", new byte[] {2, (byte) 0xff});
    private static final KeyringEntry PLAIN = entry("aaaaaaaa", UNDER_OLD, null, KekState.ACTIVE);
    private static final KeyringEntry BETWEEN = entry("aaaaaaaa", UNDER_OLD, UNDER_NEW, KekState.ACTIVE);
    private static final KeyringEntry FINISHED = entry("aaaaaaaa", UNDER_NEW, null, KekState.ACTIVE);

    @Test
    void aRotationNamesTheNewKeyAndTheOneThatIsRetired() {
        KeyringEntry retired = entry("aaaaaaaa", UNDER_OLD, null, KekState.RETIRED);
        KeyringEntry fresh = entry("bbbbbbbb", UNDER_OLD, null, KekState.ACTIVE);

        Plan plan = RevisionPlanner.rotate(TABLE, new KeyringRevision(List.of(PLAIN), List.of(retired, fresh)));

        Change.WrappedKey row =
                new Change.WrappedKey("bbbbbbbb", "0001", "XAES-256-GCM", "1111111111111111", "canary of bbbbbbbb");
        assertThat(revision(plan)).isEqualTo(new KeyringChange.Rotate(row, "aaaaaaaa"));
        assertThat(words(plan))
                .isEqualTo("make new key-encryption key bbbbbbbb the active one and retire aaaaaaaa in"
                        + " public.encryption_keys");
    }

    @Test
    void aRewrapCarriesEveryKeyUnderTheComingRootKey() {
        Plan plan = RevisionPlanner.rewrap(TABLE, new KeyringRevision(List.of(PLAIN), List.of(BETWEEN)));

        assertThat(revision(plan))
                .isEqualTo(new KeyringChange.BeginRewrap(
                        "1111111111111111", "2222222222222222", List.of(new KeyringChange.Wrap("aaaaaaaa", "02ff"))));
        assertThat(words(plan))
                .isEqualTo("wrap 1 key by root key 2222222222222222 as well as by 1111111111111111 in"
                        + " public.encryption_keys");
    }

    @Test
    void theEndsOfARewrapNameBothRootKeys() {
        Plan finish = RevisionPlanner.finish(TABLE, new KeyringRevision(List.of(BETWEEN), List.of(FINISHED)));
        Plan abort = RevisionPlanner.abort(TABLE, new KeyringRevision(List.of(BETWEEN), List.of(PLAIN)));

        assertThat(revision(finish)).isEqualTo(new KeyringChange.FinishRewrap("1111111111111111", "2222222222222222"));
        assertThat(revision(abort)).isEqualTo(new KeyringChange.AbortRewrap("1111111111111111", "2222222222222222"));
    }

    @Test
    void everyChangeIsOneStepInATransactionOfItsOwnHeldAgainstWhatItWasPlannedFrom() {
        Plan plan = RevisionPlanner.escrowProof(TABLE, List.of(PLAIN));

        KeyringChange.Digests same =
                new KeyringChange.Digests(KeyringDigest.of(List.of(PLAIN)), KeyringDigest.of(List.of(PLAIN)));
        Change change = new Change.ReviseKeyring(TABLE, new KeyringChange.RecordEscrowProof("1111111111111111"), same);
        assertThat(plan)
                .isEqualTo(new Plan(
                        List.of(Step.locking(Stage.KEYRING, change, TABLE, LockMode.ROW_EXCLUSIVE)), List.of()));
    }

    @Test
    void theDigestTellsKeyringsApartWhateverTheOrderOfTheirRows() {
        KeyringEntry other = entry("bbbbbbbb", UNDER_OLD, null, KekState.RETIRED);

        assertThat(KeyringDigest.of(List.of(PLAIN, other))).isEqualTo(KeyringDigest.of(List.of(other, PLAIN)));
        assertThat(List.of(
                        KeyringDigest.of(List.of(PLAIN)),
                        KeyringDigest.of(List.of(BETWEEN)),
                        KeyringDigest.of(List.of(FINISHED)),
                        KeyringDigest.of(List.of(entry("aaaaaaaa", UNDER_OLD, null, KekState.RETIRED))),
                        KeyringDigest.of(List.of(PLAIN, other))))
                .doesNotHaveDuplicates();
    }

    private static KeyringChange revision(Plan plan) {
        return ((Change.ReviseKeyring) plan.steps().getFirst().change()).revision();
    }

    private static String words(Plan plan) {
        return ChangeText.of(plan.steps().getFirst().change());
    }

    private static KeyringEntry entry(String kid, WrappedKey current, @Nullable WrappedKey next, KekState state) {
        return new KeyringEntry(kid, current, next, "XAES-256-GCM", "canary of " + kid, state);
    }
}
