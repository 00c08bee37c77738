package exo.db.maintenance;

import exo.db.database.ServerFailures;
import exo.db.database.SqlState;
import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;

/** Work of the daemon failed in a way that nobody foresaw; the daemon itself lives on. */
public final class WorkFailed extends ExoException {
    private static final long serialVersionUID = 1L;

    private WorkFailed(String doing, RuntimeException cause) {
        super(
                ExitStatus.BUG,
                "maintenance.bug",
                "could not " + doing,
                cause.getClass().getName(),
                "this is a bug in exo-db-cli, please report it",
                cause);
    }

    /** The failure as the operator is told of it. */
    public static ExoException of(RuntimeException failure, String doing) {
        if (failure instanceof ExoException known) {
            return known;
        }
        if (SqlState.is(failure, SqlState.UNDEFINED_TABLE)) {
            return new NotMigrated(failure);
        }
        return SqlState.of(failure) == null ? new WorkFailed(doing, failure) : ServerFailures.of(failure, doing);
    }
}
