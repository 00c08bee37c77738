package exo.db.keyring;

import exo.db.crypto.KeyringEntry;
import exo.db.schema.Change;
import exo.db.schema.LockMode;
import exo.db.schema.Plan;
import exo.db.schema.Stage;
import exo.db.schema.Step;
import java.util.List;

/** Decides whether a database is to get its first key. */
final class KeyringPlanner {
    private KeyringPlanner() {}

    /**
     * One step that stores the candidate, or none where a keyring is there.
     *
     * @param candidate a new key that nothing has been sealed under
     * @throws KeyringLost if values are sealed, and so there must have been a keyring
     */
    static Plan plan(KeyringSnapshot snapshot, KeyringEntry candidate) {
        if (!snapshot.entries().isEmpty()) {
            return Plan.EMPTY;
        }
        if (!snapshot.sealedPlaces().isEmpty()) {
            throw new KeyringLost(snapshot.sealedPlaces());
        }
        Change insert = new Change.InsertKey(snapshot.table(), row(candidate));
        return new Plan(
                List.of(Step.locking(Stage.KEYRING, insert, snapshot.table(), LockMode.ROW_EXCLUSIVE)), List.of());
    }

    /** The row that an entry is stored as. */
    static Change.WrappedKey row(KeyringEntry entry) {
        return new Change.WrappedKey(
                entry.kid(),
                KeyringDigest.hex(entry.current()),
                entry.algorithm(),
                entry.current().rootFingerprint(),
                entry.canary());
    }
}
