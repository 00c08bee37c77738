package exo.db.maintenance;

import exo.db.database.Session;
import exo.db.engine.CatalogReader;
import exo.db.schema.BackendNeeds;
import exo.db.schema.DeclaredSchema;
import java.util.function.Consumer;

/**
 * Whether the daemon could do its work now: the database answers, has all that this release needs, and the key opens
 * the keyring. A schema that is newer, or has more than was declared, is no obstacle. Writes nothing.
 */
public final class ReadinessCheck implements Consumer<Session> {
    private final DeclaredSchema declared;
    private final Consumer<Session> keyring;

    /** @param keyring opens the keyring with the root key, and throws when that fails */
    public ReadinessCheck(DeclaredSchema declared, Consumer<Session> keyring) {
        this.declared = declared;
        this.keyring = keyring;
    }

    /**
     * Looks.
     *
     * @throws exo.db.failure.ExoException when it could not, saying why
     */
    @Override
    public void accept(Session session) {
        if (!BackendNeeds.lacking(declared, CatalogReader.snapshot(session, declared))
                .isEmpty()) {
            throw new NotMigrated(null);
        }
        keyring.accept(session);
    }
}
