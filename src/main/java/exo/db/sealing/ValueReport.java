package exo.db.sealing;

import exo.db.failure.ExitStatus;
import exo.db.failure.Finding;
import java.util.List;

/** What was looked at and what was found; a key that does not belong to the keyring is a failure, not a report. */
public record ValueReport(ValueSnapshot snapshot, List<Finding> findings) {
    public ValueReport {
        findings = List.copyOf(findings);
    }

    /** How the command that asked for this ends. */
    public ExitStatus exitStatus() {
        return Finding.exitStatus(findings);
    }
}
