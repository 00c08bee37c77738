package exo.db.schema;

/**
 * What a step does to rows that are there, so that an operator can tell a moment from an hour.
 *
 * @param rows an estimate by the planner's statistics; 0 where no row is touched or none was ever counted
 */
public record Cost(Work work, long rows) {
    /** Definitions only: over in milliseconds whatever the size of the table. */
    public static final Cost DEFINITIONS = new Cost(Work.DEFINITIONS, 0);

    /** How rows are touched. */
    public enum Work {
        DEFINITIONS,
        /** Every row is read, and writers go on or wait as the step's locks say. */
        SCAN,
        /** Every row is written anew by one statement, under the step's lock. */
        REWRITE,
        /** Rows are written in batches that commit on their own; no lock beside those of the rows. */
        BATCHES
    }

    /** Reads so many rows. */
    public static Cost scan(long rows) {
        return new Cost(Work.SCAN, rows);
    }

    /** Writes so many rows in one go. */
    public static Cost rewrite(long rows) {
        return new Cost(Work.REWRITE, rows);
    }

    /** Writes so many rows, some at a time. */
    public static Cost batches(long rows) {
        return new Cost(Work.BATCHES, rows);
    }
}
