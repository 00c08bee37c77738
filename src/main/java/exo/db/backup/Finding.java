package exo.db.backup;

/**
 * One thing that a check found wrong.
 *
 * @param id a stable, dotted name for programs
 * @param what the object and what is the matter, rows named
 * @param next what to do about it
 */
public record Finding(String id, Severity severity, String what, String next) {
    /** How bad it is. */
    public enum Severity {
        /** To be put right at leisure; nothing is lost. */
        WARNING,
        /** Data is damaged or cannot be read. */
        CRITICAL
    }
}
