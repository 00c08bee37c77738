package exo.db.maintenance;

import exo.db.schema.MonthRange;
import exo.db.schema.ObservedTable.ObservedLeaf;
import java.time.Instant;
import java.time.YearMonth;
import java.util.HashSet;
import java.util.Set;

/** How far ahead the months of a table are made. */
final class MonthsAhead {
    private MonthsAhead() {}

    /** Months after the current one with a partition, without a gap; -1 where the current one has none. */
    static long of(Iterable<ObservedLeaf> leaves, Instant now) {
        Set<MonthRange> made = new HashSet<>();
        leaves.forEach(leaf -> leaf.bound().ifPresent(made::add));
        YearMonth current = MonthRange.monthOf(now);
        long ahead = -1;
        while (made.contains(MonthRange.of(current.plusMonths(ahead + 1)))) {
            ahead++;
        }
        return ahead;
    }
}
