package exo.db.backup;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a restored database is like, beside its rows.
 *
 * @param fingerprint of the declared objects as they are
 * @param stored the fingerprint that the database says it has, and the version of the schema that it is of; null where
 *     it says nothing
 * @param invalidIndexes by name
 * @param unvalidated constraints, by name
 * @param shortSequences those whose next value is taken, by name
 * @param newestEvent of all partitioned tables; null where there is none
 */
record RestoreFacts(
        String fingerprint,
        @Nullable Stored stored,
        List<String> invalidIndexes,
        List<String> unvalidated,
        List<String> shortSequences,
        @Nullable Instant newestEvent) {
    RestoreFacts {
        invalidIndexes = List.copyOf(invalidIndexes);
        unvalidated = List.copyOf(unvalidated);
        shortSequences = List.copyOf(shortSequences);
    }

    /** What {@code schema_state} says. */
    record Stored(long version, String fingerprint) {}
}
