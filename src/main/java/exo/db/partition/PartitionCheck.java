package exo.db.partition;

import exo.db.failure.ExitStatus;
import exo.db.failure.Finding;
import java.util.List;

/**
 * What a check of the partitions found.
 *
 * @param partitions how many there are
 */
public record PartitionCheck(long partitions, List<Finding> findings) {
    public PartitionCheck {
        findings = List.copyOf(findings);
    }

    /** Failed with any error, warned with any warning, else done. */
    public ExitStatus exitStatus() {
        return Finding.exitStatus(findings);
    }
}
