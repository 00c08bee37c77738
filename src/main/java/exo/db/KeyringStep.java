package exo.db;

import exo.db.crypto.RootKey;
import exo.db.database.Session;
import exo.db.keyring.KeyringService;
import exo.db.migrate.BootStep;
import exo.db.schema.Change;
import exo.db.schema.Pending;
import exo.db.schema.Plan;
import exo.db.schema.SchemaSnapshot;
import exo.db.schema.Stage;
import java.util.List;
import java.util.function.Supplier;

/** The keyring as the fifth step of a boot. */
final class KeyringStep implements BootStep {
    private final KeyringService keyring;
    private final RootKey key;

    KeyringStep(KeyringService keyring, RootKey key) {
        this.keyring = keyring;
        this.key = key;
    }

    @Override
    public Stage stage() {
        return Stage.KEYRING;
    }

    @Override
    public Plan plan(Session session, SchemaSnapshot catalog) {
        return keyring.plan(session, catalog, key);
    }

    @Override
    public boolean isVital(Session session, Change change) {
        return true;
    }

    /** Another replica may have been faster; then its keyring must open too. */
    @Override
    public void verify(Session session, Supplier<SchemaSnapshot> catalog, List<Pending> deferred) {
        keyring.open(session, key).close();
    }
}
