package exo.db.partition;

import exo.db.failure.ExitStatus;
import exo.db.partition.PartitionFinding.Severity;
import java.util.List;

/**
 * What a check of the partitions found.
 *
 * @param partitions how many there are
 */
public record PartitionCheck(long partitions, List<PartitionFinding> findings) {
    public PartitionCheck {
        findings = List.copyOf(findings);
    }

    /** Failed with any error, warned with any warning, else done. */
    public ExitStatus exitStatus() {
        if (findings.stream().anyMatch(finding -> finding.severity() == Severity.ERROR)) {
            return ExitStatus.CHECK_FAILED;
        }
        return findings.isEmpty() ? ExitStatus.DONE : ExitStatus.CHECK_WARNED;
    }
}
