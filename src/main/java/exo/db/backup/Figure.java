package exo.db.backup;

/**
 * A number that a check measured.
 *
 * @param of what it belongs to, a table for rows; empty where there is only one
 */
public record Figure(Measure measure, String of, double value) {
    /** What was measured; the names are a contract with monitoring. */
    public enum Measure {
        /** Rows of one table. */
        ROWS("rows", "Rows of a table."),
        /** Since the dump was made. */
        AGE("age_seconds", "Time since the dump was made."),
        /** Of the dump as it lies there. */
        SIZE("size_bytes", "Size of the dump."),
        /** Since the escrow copy of the root key was last proved. */
        ESCROW_AGE("escrow_age_seconds", "Time since the copy of the root key in escrow was last proved."),
        /** How long the restore took: the RTO. */
        RESTORE("restore_seconds", "Time that the restore took, the RTO."),
        /** How old the newest event in the restored database is: the RPO. */
        NEWEST_EVENT("newest_event_age_seconds", "Age of the newest event in the restored database, the RPO.");

        private final String word;
        private final String meaning;

        Measure(String word, String meaning) {
            this.word = word;
            this.meaning = meaning;
        }

        /** As results print it, with its unit. */
        public String word() {
            return word;
        }

        /** In a sentence. */
        public String meaning() {
            return meaning;
        }
    }

    /** One of its kind. */
    public Figure(Measure measure, double value) {
        this(measure, "", value);
    }
}
