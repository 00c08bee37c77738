package exo.db.schema;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Tables that are filled beside a default partition, one for each span that its rows are to have a partition for and
 * one for the rest, and kept in step with it by a trigger until they take its place.
 *
 * @param spans the partitions to be, by their final names
 * @param columns that can be written
 * @param key the columns of the primary key
 */
public record DefaultStaging(
        QualifiedName parent,
        QualifiedName defaultPartition,
        List<Span> spans,
        List<String> columns,
        List<String> key) {
    /** The triggers on the default partition. */
    public static final String TRIGGER = "exo_default_staging";

    /** The check of a table's span, which spares the look at its rows when it is attached. */
    public static final String BOUND = "exo_bound";

    public DefaultStaging {
        spans = List.copyOf(spans);
        columns = List.copyOf(columns);
        key = List.copyOf(key);
    }

    /** A partition to be. */
    public record Span(QualifiedName leaf, MonthRange range) {}

    /** The default partition to be. */
    public QualifiedName rest() {
        return rest(parent);
    }

    /** The same for any table. */
    public static QualifiedName rest(QualifiedName parent) {
        return parent.sibling(parent.name() + "_default_next");
    }

    /** What the triggers run. */
    public static QualifiedName function(QualifiedName parent) {
        return parent.sibling("exo_default_staging_" + parent.name());
    }

    /** The comment by which the tables are known until they are partitions. */
    public static String mark(QualifiedName parent) {
        return "exo-db-cli partitions adopt-default: being filled for " + parent;
    }

    /** The comment of the function: a run that finds it goes on where it means the same. */
    public String purpose() {
        return spans.stream()
                        .map(span -> span.leaf().name() + " " + span.range().from() + " "
                                + span.range().to())
                        .collect(Collectors.joining(", ", "exo-db-cli partitions adopt-default: ", "; "))
                + String.join(", ", columns);
    }
}
