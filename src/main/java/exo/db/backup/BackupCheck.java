package exo.db.backup;

import exo.db.failure.Finding;
import exo.db.failure.Word;
import java.util.List;

/**
 * One thing that was asked of a backup, and the answer.
 *
 * @param id a stable, dotted name of what was found; empty where all is well
 * @param next the cure; empty where none is needed
 */
public record BackupCheck(BackupLevel level, Outcome outcome, String id, String what, String next) {
    /** How it went, from well to worst; what was left out says nothing of the backup. */
    public enum Outcome {
        OK,
        LEFT_OUT,
        WARNING,
        CRITICAL;

        /** As results print it. */
        public String word() {
            return Word.of(this);
        }
    }

    /** All is well. */
    public static BackupCheck ok(BackupLevel level, String what) {
        return new BackupCheck(level, Outcome.OK, "", what, "");
    }

    /** Nothing was asked, and why; the id says so to programs. */
    public static BackupCheck leftOut(BackupLevel level, String id, String why, String next) {
        return new BackupCheck(level, Outcome.LEFT_OUT, id, why, next);
    }

    /** Something is wrong. */
    public static BackupCheck of(BackupLevel level, Finding finding) {
        Outcome outcome = switch (finding.severity()) {
            case WARNING -> Outcome.WARNING;
            case CRITICAL -> Outcome.CRITICAL;
        };
        return new BackupCheck(level, outcome, finding.id(), finding.what(), finding.next());
    }

    /** One for each finding, or one that says that all is well. */
    public static List<BackupCheck> of(BackupLevel level, List<Finding> findings, String whatIfNone) {
        return findings.isEmpty()
                ? List.of(ok(level, whatIfNone))
                : findings.stream().map(finding -> of(level, finding)).toList();
    }
}
