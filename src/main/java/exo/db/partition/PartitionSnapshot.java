package exo.db.partition;

import exo.db.model.Clocks;
import exo.db.schema.Change;
import exo.db.schema.MonthRange;
import exo.db.schema.ObservedTable.ObservedLeaf;
import exo.db.schema.ObservedTable.ObservedLeaf.State;
import exo.db.schema.Plan;
import exo.db.schema.QualifiedName;
import exo.db.schema.Step;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
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
 * @param detaching what an interrupted run has announced to set aside
 * @param abandoned what adoptions that were given up left on plain tables
 */
record PartitionSnapshot(
        Clocks clocks,
        List<MonthlyTable> tables,
        Trash trash,
        List<Detached> detached,
        List<Detaching> detaching,
        List<Abandoned> abandoned) {
    PartitionSnapshot {
        tables = List.copyOf(tables);
        detached = List.copyOf(detached);
        detaching = List.copyOf(detaching);
        abandoned = List.copyOf(abandoned);
    }

    /** A sighting without anything abandoned or half done. */
    PartitionSnapshot(Clocks clocks, List<MonthlyTable> tables, Trash trash, List<Detached> detached) {
        this(clocks, tables, trash, detached, List.of(), List.of());
    }

    /** A check that will soon keep new rows out of a plain table, or keeps them out of a default partition. */
    record Abandoned(QualifiedName table, String check) {}

    /** The same with the default partitions that the plan makes: beside one, nothing is detached concurrently. */
    PartitionSnapshot after(Plan plan) {
        List<MonthlyTable> later = new ArrayList<>(tables);
        for (Step step : plan.steps()) {
            if (step.change() instanceof Change.CreateDefaultPartition create) {
                ObservedLeaf leaf = new ObservedLeaf(create.partition(), Optional.empty(), State.DEFAULT);
                later.replaceAll(table -> table.name().equals(create.parent()) ? table.with(leaf) : table);
            }
        }
        return new PartitionSnapshot(clocks, later, trash, detached, detaching, abandoned);
    }

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

        MonthlyTable with(ObservedLeaf leaf) {
            List<ObservedLeaf> more = new ArrayList<>(leaves);
            more.add(leaf);
            return new MonthlyTable(name, more, taken, defaultRows, weights, expired, making);
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

    /**
     * A partition that may go unless a row keeps it.
     *
     * @param referrers the foreign keys that point to it or to its parent
     */
    record Expired(QualifiedName partition, MonthRange range, Optional<Stay> stay, List<Referrer> referrers) {
        Expired {
            referrers = List.copyOf(referrers);
        }

        Expired referredToBy(List<Referrer> keys) {
            return new Expired(partition, range, stay, keys);
        }
    }

    /**
     * A foreign key of somebody's.
     *
     * @param table as SQL spells it, like the constraint
     */
    record Referrer(String table, String constraint) {}

    /** A partition whose concurrent detach was announced: its detach may be done or not. */
    record Detaching(String parent, String name, String trashName, MonthRange range, long estimatedRows, long bytes) {}

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
     * @param stay the hold or window that was set since, once it would be dropped
     */
    record Detached(
            long id,
            String parent,
            String name,
            String trashName,
            MonthRange range,
            Instant dropAfter,
            long bytes,
            Optional<Stay> stay) {
        boolean isOver(Instant now) {
            return !dropAfter.isAfter(now);
        }

        Detached keptBy(Optional<Stay> rows) {
            return new Detached(id, parent, name, trashName, range, dropAfter, bytes, rows);
        }
    }
}
