package exo.db.migrate;

import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;

/** The schema belongs to a newer release, and something that this release needs is not in it. */
public final class NewerSchemaLacks extends ExoException {
    private static final long serialVersionUID = 1L;

    NewerSchemaLacks(long stored, long ours) {
        super(
                ExitStatus.SCHEMA,
                "schema.newer",
                "the schema is version " + stored + ", newer than this release's " + ours
                        + ", and lacks something this release needs",
                "a newer release migrated it",
                "run the newer release; nothing was changed",
                null);
    }
}
