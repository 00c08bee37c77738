package exo.db.maintenance;

import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;
import org.jspecify.annotations.Nullable;

/** The tables that this tool works with are not there. */
public final class NotMigrated extends ExoException {
    private static final long serialVersionUID = 1L;

    NotMigrated(@Nullable Throwable cause) {
        super(
                ExitStatus.SCHEMA,
                "schema.not-migrated",
                "the schema lacks tables of this tool",
                "it has not been migrated, or not to the end",
                "exo-db-cli migrate",
                cause);
    }
}
