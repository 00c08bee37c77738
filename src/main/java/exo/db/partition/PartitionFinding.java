package exo.db.partition;

/**
 * Something about the partitions that is not as it should be.
 *
 * @param id a stable, dotted name for programs, such as {@code partition.gap}
 */
public record PartitionFinding(String id, Severity severity, String what, String next) {
    /** How much it matters. */
    public enum Severity {
        WARNING,
        ERROR
    }
}
