package exo.db.partition;

import exo.db.model.Clocks;
import exo.db.schema.MonthRange;
import exo.db.schema.ObservedTable.ObservedLeaf;
import exo.db.schema.ObservedTable.ObservedLeaf.State;
import exo.db.schema.QualifiedName;
import java.time.Instant;
import java.time.YearMonth;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What was seen of the monthly tables.
 *
 * @param tables those that are partitioned, or will be once step 1 has made them
 * @param detached what lies in the trash
 * @param abandoned what adoptions that were given up left on plain tables
 */
record PartitionSnapshot(
        Clocks clocks, List<MonthlyTable> tables, Trash trash, List<Detached> detached, List<Abandoned> abandoned) {
    PartitionSnapshot {
        tables = List.copyOf(tables);
        detached = List.copyOf(detached);
        abandoned = List.copyOf(abandoned);
    }

    /** A sighting without anything abandoned. */
    PartitionSnapshot(Clocks clocks, List<MonthlyTable> tables, Trash trash, List<Detached> detached) {
        this(clocks, tables, trash, detached, List.of());
    }

    /** A check that will soon keep new rows out of a plain table, or keeps them out of a default partition. */
    record Abandoned(QualifiedName table, String check) {}

    /** Whether a row of any month finds a place. */
    boolean takesEveryRow() {
        return tables.stream().allMatch(table -> table.defaultPartition().isPresent());
    }

    /**
     * A monthly table.
     *
     * @param taken relations of the schema that bear the name of a month that has no partition
     * @param defaultRows how many rows of such a month lie in the default partition
     * @param weights of all its partitions; empty unless one of them may have expired
     * @param expired the partitions whose month has ended and lies before every window's reach into it, oldest first
     */
    record MonthlyTable(
            QualifiedName name,
            List<ObservedLeaf> leaves,
            Set<String> taken,
            Map<YearMonth, Long> defaultRows,
            Map<QualifiedName, Weight> weights,
            List<Expired> expired,
            MakingFacts making) {
        MonthlyTable {
            leaves = List.copyOf(leaves);
            taken = Set.copyOf(taken);
            defaultRows = Map.copyOf(defaultRows);
            weights = Map.copyOf(weights);
            expired = List.copyOf(expired);
        }

        /** A table that gets no partition. */
        MonthlyTable(
                QualifiedName name,
                List<ObservedLeaf> leaves,
                Set<String> taken,
                Map<YearMonth, Long> defaultRows,
                Map<QualifiedName, Weight> weights,
                List<Expired> expired) {
            this(name, leaves, taken, defaultRows, weights, expired, MakingFacts.NONE);
        }

        /** The partition that ends last. */
        Optional<ObservedLeaf> newest() {
            return leaves.stream()
                    .filter(leaf ->
                            leaf.state() == State.ATTACHED && leaf.bound().isPresent())
                    .max(Comparator.comparing(leaf -> leaf.bound().get().to()));
        }

        Optional<ObservedLeaf> defaultPartition() {
            return leaves.stream().filter(leaf -> leaf.state() == State.DEFAULT).findFirst();
        }

        List<MonthRange> bounds() {
            return leaves.stream()
                    .filter(leaf -> leaf.state() == State.ATTACHED)
                    .flatMap(leaf -> leaf.bound().stream())
                    .toList();
        }
    }

    /**
     * How much a partition holds.
     *
     * @param rows by the statistics; empty where nobody has looked yet
     */
    record Weight(Optional<Long> rows, long bytes) {}

    /** A partition that may go unless a row keeps it. */
    record Expired(QualifiedName partition, MonthRange range, Optional<Stay> stay) {}

    /**
     * Why a partition stays.
     *
     * @param deployment one whose rows must stay; none where they belong to no deployment
     */
    record Stay(Reason reason, Optional<UUID> deployment) {
        /** What it is that keeps rows; the query speaks of them in lower case. */
        enum Reason {
            HOLD,
            WINDOW,
            DEFAULT
        }
    }

    /**
     * The schema that partitions wait in.
     *
     * @param role who would create it, as SQL spells the name
     */
    record Trash(Access access, String role) {
        /** What this role can do there. */
        enum Access {
            READY,
            TO_BE_CREATED,
            /** It is missing and this role may not create it. */
            MISSING,
            /** It is there and this role may not create tables in it. */
            CLOSED
        }
    }

    /**
     * A partition that was set aside.
     *
     * @param stay the hold that was placed since, once it would be dropped
     */
    record Detached(
            long id, String parent, String name, String trashName, Instant dropAfter, long bytes, Optional<Stay> stay) {
        boolean isOver(Instant now) {
            return !dropAfter.isAfter(now);
        }

        Detached keptBy(Optional<Stay> hold) {
            return new Detached(id, parent, name, trashName, dropAfter, bytes, hold);
        }
    }
}
