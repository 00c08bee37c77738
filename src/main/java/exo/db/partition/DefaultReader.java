package exo.db.partition;

import exo.db.database.Session;
import exo.db.engine.WindowsReader;
import exo.db.model.RetentionWindows;
import exo.db.partition.DefaultSnapshot.Outliers;
import exo.db.partition.DefaultSnapshot.Pile;
import exo.db.partition.DefaultSnapshot.Shape;
import exo.db.schema.MonthRange;
import exo.db.schema.ObservedTable;
import exo.db.schema.ObservedTable.Generation;
import exo.db.schema.ObservedTable.ObservedColumn;
import exo.db.schema.ObservedTable.ObservedLeaf;
import exo.db.schema.ObservedTable.ObservedLeaf.State;
import exo.db.schema.Plan;
import exo.db.schema.QualifiedName;
import exo.db.schema.SchemaSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks into the default partition of a monthly table. */
final class DefaultReader {
    /** A year past the months that are made ahead no clock is right that writes such rows. */
    private static final long MONTHS_BELIEVED = 12;

    /** The longest window there is: what is older, a hold apart, bears a wrong date. */
    private static final Duration LONGEST_WINDOW = Duration.ofDays(3650);

    private final Session session;
    private final SchemaSnapshot catalog;

    DefaultReader(Session session, SchemaSnapshot catalog) {
        this.session = session;
        this.catalog = catalog;
    }

    /** Nothing for a table that is not monthly, or has no default partition. */
    Plan plan(ObservedTable table) {
        Optional<QualifiedName> partition = table.leaves().stream()
                .filter(leaf -> leaf.state() == State.DEFAULT)
                .map(ObservedLeaf::name)
                .findFirst();
        if (!table.isMonthly() || partition.isEmpty()) {
            return Plan.EMPTY;
        }
        return new DefaultPlanner(read(table, partition.get())).plan();
    }

    private DefaultSnapshot read(ObservedTable table, QualifiedName partition) {
        QualifiedName parent = catalog.qualified(table.name());
        List<Pile> piles = List.of();
        List<Outliers> outliers = new ArrayList<>();
        if (!DefaultQueries.isEmpty(session, partition)) {
            RetentionWindows windows = WindowsReader.read(session);
            YearMonth first = first(windows, table.name());
            YearMonth last = last(windows.now());
            piles = DefaultQueries.piles(session, partition, gaps(table, first, last));
            outliers.addAll(outliers(
                    partition, Outliers.Kind.EXPIRED, MonthRange.of(first).from()));
            outliers.addAll(outliers(
                    partition, Outliers.Kind.FUTURE, MonthRange.of(last).to()));
        }
        return new DefaultSnapshot(
                parent,
                partition,
                DefaultQueries.bytes(session, partition),
                piles,
                outliers,
                shape(table),
                DefaultQueries.leftover(session, parent, partition),
                DefaultQueries.taken(session, parent),
                dependents(partition));
    }

    private List<Outliers> outliers(QualifiedName partition, Outliers.Kind kind, Instant limit) {
        return DefaultQueries.outliers(session, partition, kind, limit);
    }

    /** The month that the longest window reaches into. */
    private static YearMonth first(RetentionWindows windows, String table) {
        Instant oldest = windows.now().minus(LONGEST_WINDOW);
        Instant cutoff = windows.earliestCutoff(table);
        return MonthRange.monthOf(cutoff.isBefore(oldest) ? oldest : cutoff);
    }

    private YearMonth last(Instant now) {
        long ahead =
                PartitionQueries.policy(session).orElse(PartitionPolicy.DEFAULT).premakeMonths();
        return MonthRange.monthOf(now).plusMonths(ahead + MONTHS_BELIEVED);
    }

    private static List<MonthRange> gaps(ObservedTable table, YearMonth first, YearMonth last) {
        List<MonthRange> bounds =
                table.leaves().stream().flatMap(leaf -> leaf.bound().stream()).toList();
        List<MonthRange> gaps = new ArrayList<>();
        for (YearMonth month = first; !month.isAfter(last); month = month.plusMonths(1)) {
            gaps.addAll(MonthCoverage.gaps(month, bounds));
        }
        return gaps;
    }

    private static Shape shape(ObservedTable table) {
        return new Shape(
                table.columns().stream()
                        .filter(column -> column.generation() != Generation.STORED)
                        .map(ObservedColumn::name)
                        .toList(),
                table.primaryKey());
    }

    /** Our own triggers and the partition's place are no obstacles. */
    private List<String> dependents(QualifiedName partition) {
        return AdoptionQueries.dependents(session, partition).stream()
                .filter(object -> !object.startsWith("trigger exo_default_staging"))
                .filter(object -> !object.startsWith("inheritance between "))
                .toList();
    }
}
