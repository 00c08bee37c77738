package exo.db.recording;

/**
 * Something that is not as it should be.
 *
 * @param id a stable, dotted name for programs, such as {@code recording.missing}
 */
public record RecordingFinding(String id, Severity severity, String what, String next) {
    /** How much it matters. */
    public enum Severity {
        WARNING,
        ERROR
    }
}
