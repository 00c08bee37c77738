package exo.db.keyring;

import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;

/** There is no table to keep a keyring in: this is not Exo's schema, or it was never migrated. */
public final class KeyringTableAbsent extends ExoException {
    private static final long serialVersionUID = 1L;

    KeyringTableAbsent(String schema) {
        super(
                ExitStatus.SCHEMA,
                "schema.absent",
                "the schema \"" + schema + "\" has no table encryption_keys",
                "it is not Exo's schema, or it has never been migrated",
                "check the connection and --schema; exo-db-cli migrate makes a new database ready, its keyring included",
                null);
    }
}
