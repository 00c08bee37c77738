package exo.db.failure;

import java.util.List;

/**
 * One thing that a check found wrong.
 *
 * @param id a stable, dotted name for programs, such as {@code value.damaged}
 * @param what the object and what is the matter, rows named
 * @param next what to do about it
 */
public record Finding(String id, Severity severity, String what, String next) {
    /** How bad it is. */
    public enum Severity {
        /** To be put right at leisure; nothing is lost. */
        WARNING,
        /** Something is damaged, missing or cannot be read. */
        CRITICAL;

        /** As results print it. */
        public String word() {
            return Word.of(this);
        }
    }

    /** One to be put right at leisure. */
    public static Finding warning(String id, String what, String next) {
        return new Finding(id, Severity.WARNING, what, next);
    }

    /** One that tells of damage. */
    public static Finding critical(String id, String what, String next) {
        return new Finding(id, Severity.CRITICAL, what, next);
    }

    /** How a check ends that found these: failed with anything critical, warned with anything else. */
    public static ExitStatus exitStatus(List<Finding> findings) {
        if (findings.isEmpty()) {
            return ExitStatus.DONE;
        }
        return findings.stream().anyMatch(finding -> finding.severity() == Severity.CRITICAL)
                ? ExitStatus.CHECK_FAILED
                : ExitStatus.CHECK_WARNED;
    }
}
