package exo.db.retention;

import exo.db.retention.RetentionReport.Purged;
import exo.db.schema.Pending;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a run would delete now.
 *
 * @param now the database's clock from which all cut-offs count
 * @param months what would go as a whole; the rows in them are not among the others
 * @param expired rows that would be deleted one by one
 * @param pins why months that have ended stay, the longest reason of each
 * @param walBytes about what the server would write to its log
 * @param takes about how long it would take at the usual pace
 */
public record RetentionPreview(
        Instant now,
        Accuracy accuracy,
        List<MonthDrop> months,
        List<Purged> expired,
        List<Pin> pins,
        long walBytes,
        Duration takes,
        List<Pending> pending) {
    public RetentionPreview {
        months = List.copyOf(months);
        expired = List.copyOf(expired);
        pins = List.copyOf(pins);
        pending = List.copyOf(pending);
    }

    /** How rows are counted. */
    public enum Accuracy {
        /** By the planner's statistics, and one by one where there are none. */
        ESTIMATED,
        /** One by one, which reads every leaf that holds something expired. */
        EXACT
    }

    /**
     * What keeps a month.
     *
     * @param deployment whose rows; null for rows without one
     * @param until when the last of them expires; null as long as a hold is not released
     */
    public record Pin(
            String table,
            String partition,
            @Nullable UUID deployment,
            @Nullable Instant until) {
        boolean outlasts(Pin other) {
            Instant others = other.until;
            return others != null && (until == null || until.isAfter(others));
        }
    }

    static RetentionPreview nothing(Instant now, Accuracy accuracy, Pending pending) {
        return new RetentionPreview(now, accuracy, List.of(), List.of(), List.of(), 0, Duration.ZERO, List.of(pending));
    }

    /** All rows that would be deleted one by one. */
    public long rows() {
        return expired.stream().mapToLong(Purged::rows).sum();
    }

    /** Whether nothing would be deleted. */
    public boolean isEmpty() {
        return months.isEmpty() && expired.isEmpty();
    }
}
