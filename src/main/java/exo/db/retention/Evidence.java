package exo.db.retention;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What was deleted in a span of time, by the records that the deletions themselves wrote.
 *
 * @param until null: until now
 * @param runs those that may delete something, oldest first, also where nothing was to be deleted
 * @param months that were set aside or dropped as a whole
 */
public record Evidence(Instant since, @Nullable Instant until, List<Run> runs, List<Month> months) {
    public Evidence {
        runs = List.copyOf(runs);
        months = List.copyOf(months);
    }

    /**
     * A run.
     *
     * @param finishedAt null where it was killed, or is still under way; what it deleted is complete all the same
     * @param outcome null likewise
     */
    public record Run(
            long id,
            String command,
            String trigger,
            String holder,
            String version,
            Instant startedAt,
            @Nullable Instant finishedAt,
            @Nullable String outcome,
            List<Deleted> deleted) {
        public Run {
            deleted = List.copyOf(deleted);
        }
    }

    /** How something went. */
    public enum Manner {
        /** Its window had passed. */
        EXPIRED("expired"),
        /** Its deployment was erased. */
        ERASED("erased"),
        /** No session had it. */
        ORPHANED("orphaned");

        private final String word;

        Manner(String word) {
            this.word = word;
        }

        /** As results print it. */
        public String word() {
            return word;
        }
    }

    /**
     * Rows or recordings that a run deleted.
     *
     * @param table {@code recordings} where they are files
     * @param deployment null where the rows had none
     * @param bytes null where they are not known
     * @param cutoff they were older than this; null where their age did not count
     */
    public record Deleted(
            Manner manner,
            String table,
            String partition,
            @Nullable UUID deployment,
            long count,
            @Nullable Long bytes,
            @Nullable Instant cutoff) {}

    /**
     * A month that went as a whole.
     *
     * @param rows estimated, null where the server had no estimate
     * @param state as {@code detached_partitions} says: detached, dropped or reattached
     * @param endedAt when it was dropped or brought back
     */
    public record Month(
            String table,
            String partition,
            Instant from,
            Instant to,
            @Nullable Long rows,
            @Nullable Long bytes,
            String state,
            Instant detachedAt,
            @Nullable Instant endedAt) {}
}
