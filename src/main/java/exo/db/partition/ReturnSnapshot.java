package exo.db.partition;

import exo.db.schema.MonthRange;
import exo.db.schema.ObservedTable;
import exo.db.schema.ObservedTable.ObservedLeaf;
import exo.db.schema.ObservedTable.ObservedLeaf.State;
import exo.db.schema.QualifiedName;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;

/**
 * What was seen of a month that is to come back from the trash.
 *
 * @param entries of the ledger that have to do with the month, the latest first
 * @param waiting what lies in the trash, whatever its month: {@code parent name}
 */
record ReturnSnapshot(YearMonth month, List<Entry> entries, List<String> waiting) {
    ReturnSnapshot {
        entries = List.copyOf(entries);
        waiting = List.copyOf(waiting);
    }

    /** What became of a partition that was set aside. */
    enum Fate {
        /** A concurrent detach is not finished. */
        DETACHING,
        DETACHED,
        DROPPED,
        REATTACHED
    }

    /**
     * A row of the ledger.
     *
     * @param name what the partition was called
     * @param endedAt when it was dropped or brought back
     * @param candidate empty where it does not lie in the trash
     */
    record Entry(
            long id,
            QualifiedName parent,
            String name,
            QualifiedName trash,
            MonthRange range,
            Fate fate,
            Optional<Instant> endedAt,
            Optional<Candidate> candidate) {
        QualifiedName partition() {
            return parent.sibling(name);
        }

        Entry knowing(Candidate known) {
            return new Entry(id, parent, name, trash, range, fate, endedAt, Optional.of(known));
        }
    }

    /**
     * What lies in the default partition, which is searched by an attach.
     *
     * @param rows of the range
     * @param bytes of all rows
     */
    record InTheWay(long rows, long bytes) {
        static final InTheWay NOTHING = new InTheWay(0, 0);
    }

    /**
     * What is known of a partition that may come back.
     *
     * @param table as it lies in the trash; empty where it is gone from there
     * @param parentTable as it is by now
     * @param nameTaken whether its old name means something else by now
     * @param expired whether it may be set aside again at once
     */
    record Candidate(
            Optional<ObservedTable> table,
            ObservedTable parentTable,
            boolean nameTaken,
            InTheWay inTheWay,
            boolean expired) {
        Optional<QualifiedName> defaultPartition() {
            return parentTable.leaves().stream()
                    .filter(leaf -> leaf.state() == State.DEFAULT)
                    .map(ObservedLeaf::name)
                    .findFirst();
        }

        /** The partitions that cover some of the range. */
        List<QualifiedName> covering(MonthRange range) {
            return parentTable.leaves().stream()
                    .filter(leaf -> leaf.bound().filter(range::overlaps).isPresent())
                    .map(ObservedLeaf::name)
                    .toList();
        }
    }
}
