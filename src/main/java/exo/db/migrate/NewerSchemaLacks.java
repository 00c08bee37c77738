package exo.db.migrate;

import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;
import java.util.List;

/** The schema belongs to a newer release, and something that this release needs is not in it. */
public final class NewerSchemaLacks extends ExoException {
    private static final long serialVersionUID = 1L;

    NewerSchemaLacks(long stored, long ours, List<String> lacking) {
        super(
                ExitStatus.SCHEMA,
                "schema.newer",
                "the schema is version " + stored + ", newer than this release's " + ours
                        + ", and lacks what this release needs: " + String.join(", ", lacking),
                "a newer release migrated it",
                "run the newer release; nothing was changed",
                null);
    }
}
