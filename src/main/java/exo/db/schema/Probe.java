package exo.db.schema;

import java.util.List;
import java.util.Map;

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

    /** Which rows hold a value that the declared type refuses? */
    record Refused(QualifiedName table, String column, String from, ColumnType to) implements Probe {}

    /** Which rows hold a value that is not the same any more in the declared type? */
    record Losing(QualifiedName table, String column, String from, ColumnType to) implements Probe {}

    /** Which views, triggers, generated columns and the like keep the column's type from being changed? */
    record Dependents(QualifiedName table, String column) implements Probe {}

    /**
     * Which of these would be lost or go wrong if another column took the column's place: what {@link Dependents}
     * finds, checks, and triggers that have the last word?
     */
    record Attachments(QualifiedName table, String column) implements Probe {}

    /** Does the expression call a function whose result differs from row to row? */
    record Volatility(QualifiedName table, String expression) implements Probe {}

    /** How large is the table on disk, with its indexes and long values? */
    record Size(QualifiedName table) implements Probe {}

    /**
     * Which of these index names, each with the table it is declared for, are borne by something else than an index of
     * that table?
     *
     * @param table any table of the schema
     */
    record NamesTaken(QualifiedName table, Map<String, String> names) implements Probe {
        public NamesTaken {
            names = Map.copyOf(names);
        }
    }

    /** What depends on an index, or on the constraint that it is the means of, so that it cannot be dropped? */
    record IndexDependents(QualifiedName table, String index) implements Probe {}

    /** Who is building an index of the table or of one of its partitions? */
    record RunningBuilds(QualifiedName table) implements Probe {}

    /** Which partitions are there, with which indexes? */
    record LeafIndexes(QualifiedName table) implements Probe {}

    /**
     * The answer.
     *
     * @param count of offending rows; for {@link HasRows} and {@link Volatility} 0 or 1; for {@link Size} bytes
     * @param examples ids of the first ten offenders, where rows have an id; what the dependents are; the names that
     *     are taken; who builds
     * @param leaves for {@link LeafIndexes}, in the order of their names
     */
    record Answer(long count, List<String> examples, List<LeafState> leaves) {
        public Answer {
            examples = List.copyOf(examples);
            leaves = List.copyOf(leaves);
        }

        public Answer(long count, List<String> examples) {
            this(count, examples, List.of());
        }
    }
}
