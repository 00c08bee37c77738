package exo.db.keyring;

import exo.db.crypto.KekState;
import exo.db.crypto.KeyringEntry;
import exo.db.crypto.KeyringRevision;
import exo.db.crypto.WrappedKey;
import exo.db.schema.Change;
import exo.db.schema.KeyringChange;
import exo.db.schema.LockMode;
import exo.db.schema.Plan;
import exo.db.schema.QualifiedName;
import exo.db.schema.Stage;
import exo.db.schema.Step;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Turns a keyring as it is to become into the one step that makes it so. */
final class RevisionPlanner {
    private RevisionPlanner() {}

    /** The fingerprint of the root key that is to take the place of the present one, while there is one. */
    static Optional<String> coming(List<KeyringEntry> entries) {
        return entries.stream()
                .map(KeyringEntry::next)
                .filter(Objects::nonNull)
                .map(WrappedKey::rootFingerprint)
                .findFirst();
    }

    /** The fingerprint of the root key that the keyring is wrapped by, whether another is coming or not. */
    static String present(List<KeyringEntry> entries) {
        return entries.getFirst().current().rootFingerprint();
    }

    static Plan rotate(QualifiedName table, KeyringRevision revision) {
        KeyringEntry fresh = revision.after().stream()
                .filter(entry -> entry.state() == KekState.ACTIVE)
                .findFirst()
                .orElseThrow();
        String retired = revision.before().stream()
                .filter(entry -> entry.state() == KekState.ACTIVE)
                .map(KeyringEntry::kid)
                .findFirst()
                .orElseThrow();
        return plan(table, revision, new KeyringChange.Rotate(KeyringPlanner.row(fresh), retired));
    }

    static Plan rewrap(QualifiedName table, KeyringRevision revision) {
        List<KeyringChange.Wrap> wraps =
                revision.after().stream().map(RevisionPlanner::wrap).toList();
        String coming = coming(revision.after()).orElseThrow();
        return plan(table, revision, new KeyringChange.BeginRewrap(present(revision.before()), coming, wraps));
    }

    static Plan finish(QualifiedName table, KeyringRevision revision) {
        return plan(
                table, revision, new KeyringChange.FinishRewrap(present(revision.before()), present(revision.after())));
    }

    static Plan abort(QualifiedName table, KeyringRevision revision) {
        String coming = coming(revision.before()).orElseThrow();
        return plan(table, revision, new KeyringChange.AbortRewrap(present(revision.before()), coming));
    }

    static Plan escrowProof(QualifiedName table, List<KeyringEntry> entries) {
        return plan(
                table, new KeyringRevision(entries, entries), new KeyringChange.RecordEscrowProof(present(entries)));
    }

    private static KeyringChange.Wrap wrap(KeyringEntry entry) {
        return new KeyringChange.Wrap(entry.kid(), KeyringDigest.hex(Objects.requireNonNull(entry.next())));
    }

    private static Plan plan(QualifiedName table, KeyringRevision revision, KeyringChange change) {
        KeyringChange.Digests digests =
                new KeyringChange.Digests(KeyringDigest.of(revision.before()), KeyringDigest.of(revision.after()));
        Change step = new Change.ReviseKeyring(table, change, digests);
        return new Plan(List.of(Step.locking(Stage.KEYRING, step, table, LockMode.ROW_EXCLUSIVE)), List.of());
    }
}
