package exo.db.schema;

import java.util.List;

/** A question about rows that has to be answered before a change can be planned. */
public sealed interface Probe {
    /** Whose rows are asked. */
    QualifiedName table();

    /** Does the table hold any row? */
    record HasRows(QualifiedName table) implements Probe {}

    /** Which rows hold NULL there? */
    record Nulls(QualifiedName table, String column) implements Probe {}

    /** Which rows refer to a row that is not there? */
    record Orphans(QualifiedName table, ForeignKey key, QualifiedName referenced) implements Probe {}

    /** Which rows share a key of the unique index? */
    record Duplicates(QualifiedName table, Index index) implements Probe {}

    /** Which rows break the check? */
    record Violations(QualifiedName table, Check check) implements Probe {}

    /** Which views, triggers, generated columns and the like keep the column's type from being changed? */
    record Dependents(QualifiedName table, String column) implements Probe {}

    /** How large is the table on disk, with its indexes and long values? */
    record Size(QualifiedName table) implements Probe {}

    /**
     * The answer.
     *
     * @param count of offending rows; for {@link HasRows} 0 or 1; for {@link Size} bytes
     * @param examples ids of the first ten offenders, where rows have an id; what the dependents are
     */
    record Answer(long count, List<String> examples) {
        public Answer {
            examples = List.copyOf(examples);
        }
    }
}
