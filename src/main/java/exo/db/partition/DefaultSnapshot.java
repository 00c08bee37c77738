package exo.db.partition;

import exo.db.schema.MonthRange;
import exo.db.schema.ObservedTable.ObservedCheck;
import exo.db.schema.QualifiedName;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * What was seen of one default partition.
 *
 * @param bytes of its rows, without indexes
 * @param piles the rows by the gap between partitions that they lie in, oldest first
 * @param outliers the rows that are to get no partition
 * @param taken names in the schema that partitions might have, those of unfinished copies of ours left out
 * @param dependents what goes by the table itself
 */
record DefaultSnapshot(
        QualifiedName parent,
        QualifiedName partition,
        long bytes,
        List<Pile> piles,
        List<Outliers> outliers,
        Shape shape,
        Leftover leftover,
        Set<String> taken,
        List<String> dependents) {
    DefaultSnapshot {
        piles = List.copyOf(piles);
        outliers = List.copyOf(outliers);
        taken = Set.copyOf(taken);
        dependents = List.copyOf(dependents);
    }

    long rows() {
        return piles.stream().mapToLong(Pile::rows).sum()
                + outliers.stream().mapToLong(Outliers::rows).sum();
    }

    /** Rows of one gap, a month as a rule. */
    record Pile(MonthRange range, long rows) {}

    /**
     * Rows that are too old or too far ahead.
     *
     * @param limit the end, or the beginning, of the time that partitions are made for
     * @param ids of the first few of them
     */
    record Outliers(Kind kind, Instant limit, long rows, String oldest, String newest, List<String> ids) {
        Outliers {
            ids = List.copyOf(ids);
        }

        enum Kind {
            /** Past every window: the next purge takes them. */
            EXPIRED,
            /** Of a time so far ahead that the clock of whoever wrote them was wrong. */
            FUTURE
        }
    }

    /**
     * @param columns that can be written
     * @param key empty where there is no primary key
     */
    record Shape(List<String> columns, List<String> key) {
        Shape {
            columns = List.copyOf(columns);
            key = List.copyOf(key);
        }
    }

    /**
     * What an earlier run left.
     *
     * @param tables that it was filling
     * @param purpose what for, as it wrote down; empty where it did not come to that
     * @param following whether they are kept in step
     * @param proofs its checks
     */
    record Leftover(long tables, String purpose, boolean following, List<ObservedCheck> proofs) {
        Leftover {
            proofs = List.copyOf(proofs);
        }

        /** Whether there are tables or triggers. */
        boolean isStaging() {
            return tables > 0 || following || !purpose.isEmpty();
        }
    }
}
