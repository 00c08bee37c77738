package exo.db.backup;

import exo.db.failure.ExitStatus;
import java.util.List;

/** What was looked at and what was found; a key that does not belong to the keyring is a failure, not a report. */
public record BackupReport(BackupSnapshot snapshot, List<Finding> findings) {
    public BackupReport {
        findings = List.copyOf(findings);
    }

    /** How the command that asked for this ends. */
    public ExitStatus exitStatus() {
        if (findings.isEmpty()) {
            return ExitStatus.DONE;
        }
        return findings.stream().anyMatch(finding -> finding.severity() == Finding.Severity.CRITICAL)
                ? ExitStatus.CHECK_FAILED
                : ExitStatus.CHECK_WARNED;
    }
}
