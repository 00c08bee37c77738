package exo.db.partition;

import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;

/** There is nothing to make partitions of: the database has never been migrated to the end. */
public final class MonthlyTablesMissing extends ExoException {
    private static final long serialVersionUID = 1L;

    MonthlyTablesMissing(String schema) {
        super(
                ExitStatus.SCHEMA,
                "schema.absent",
                "the schema \"" + schema + "\" lacks tables that partitions depend on",
                "migrate has not been run here, or not to the end",
                "run exo-db-cli migrate, or name another schema with --schema",
                null);
    }
}
