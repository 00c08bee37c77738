package exo.db.recording;

import exo.db.failure.ExitStatus;
import exo.db.failure.Finding;
import java.nio.file.Path;
import java.util.List;

/**
 * What a check of the recordings found.
 *
 * @param recordings how many the database knows
 * @param findings in the order they were met; of each kind the first hundred, and one that counts the rest
 */
public record RecordingReport(Path directory, long recordings, List<Finding> findings) {
    public RecordingReport {
        findings = List.copyOf(findings);
    }

    /** Failed with any error, warned with any warning, else done. */
    public ExitStatus exitStatus() {
        return Finding.exitStatus(findings);
    }
}
