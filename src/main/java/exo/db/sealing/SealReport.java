package exo.db.sealing;

import exo.db.failure.ExitStatus;
import exo.db.failure.Finding;
import exo.db.schema.Pending;
import java.util.List;

/**
 * What a run of sealing did.
 *
 * @param kid of the key that sealed
 * @param columns those that were worked through
 * @param findings what is wrong with values that were left as they are
 * @param pending what was left, and what to do about it
 */
public record SealReport(String kid, List<Column> columns, List<Finding> findings, List<Pending> pending) {
    public SealReport {
        columns = List.copyOf(columns);
        findings = List.copyOf(findings);
        pending = List.copyOf(pending);
    }

    /**
     * One column.
     *
     * @param sealed values that were plaintext
     * @param sealedAnew values that another key had sealed
     */
    public record Column(String table, String column, long sealed, long sealedAnew, Standing standing) {
        /** The column's name with its table's. */
        public String place() {
            return table + "." + column;
        }
    }

    /** Whether plaintext in a column is damage. */
    public enum Standing {
        /** By this run, which found none at the end. */
        SEALED_NOW,
        /** Since an earlier run. */
        SEALED_BEFORE,
        /** Not yet. */
        OPEN
    }

    /** Whether nothing is left for another run. */
    public boolean isFinished() {
        return pending.isEmpty();
    }

    /** All values that were written. */
    public long values() {
        return columns.stream()
                .mapToLong(column -> column.sealed() + column.sealedAnew())
                .sum();
    }

    /** How the command that asked for this ends: damage counts more than what another run will do. */
    public ExitStatus exitStatus() {
        ExitStatus found = Finding.exitStatus(findings);
        return found == ExitStatus.CHECK_FAILED || isFinished() ? found : ExitStatus.STOPPED;
    }
}
