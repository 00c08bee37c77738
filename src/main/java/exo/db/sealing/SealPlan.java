package exo.db.sealing;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Which columns are to be worked through. Holding one changes nothing.
 *
 * @param kid of the key that seals
 */
public record SealPlan(String kid, List<Column> columns) {
    public SealPlan {
        columns = List.copyOf(columns);
    }

    /**
     * One column.
     *
     * @param rollbackFreeUntil until when a rollback to an image that cannot read envelopes is free, if it is
     */
    public record Column(String table, String column, Work work, Optional<Instant> rollbackFreeUntil) {
        /** The column's name with its table's. */
        public String place() {
            return table + "." + column;
        }
    }

    /** What is done to a column's values. */
    public enum Work {
        /** Plaintext is sealed, and what a retired key has sealed is sealed anew; then the column counts as sealed. */
        SEAL,
        /** The column counts as sealed: only what a retired key has sealed is sealed anew; plaintext is reported. */
        SEAL_ANEW,
        /** The same, but plaintext is sealed, since somebody vouches for it. */
        SEAL_ACCEPTED,
        /** Nothing yet: a rollback is to stay free. */
        LEAVE_UNTIL_SETTLED,
        /** Nothing: it was finished under the same key. */
        LEAVE_FINISHED;

        /** Whether values are read and written. */
        boolean isDone() {
            return this != LEAVE_UNTIL_SETTLED && this != LEAVE_FINISHED;
        }

        /** Whether plaintext is sealed. */
        boolean sealsPlaintext() {
            return this == SEAL || this == SEAL_ACCEPTED;
        }
    }

    /** Whether there is nothing to work through. */
    public boolean isEmpty() {
        return columns.stream().noneMatch(column -> column.work().isDone());
    }

    /** The work on a column. */
    Work work(String table, String column) {
        return columns.stream()
                .filter(planned ->
                        planned.table().equals(table) && planned.column().equals(column))
                .map(Column::work)
                .findFirst()
                .orElse(Work.LEAVE_FINISHED);
    }
}
