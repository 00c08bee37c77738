package exo.db.schema;

import exo.db.schema.ObservedTable.ObservedIndex;
import java.util.List;

/**
 * A partition together with its indexes, as far as an index of its parent depends on them.
 *
 * @param estimatedRows by the planner's statistics; 0 where nobody ever counted
 * @param indexes in the order of their names; not the one of its primary key
 */
public record LeafState(
        QualifiedName name, Kind kind, Filling filling, long estimatedRows, List<ObservedIndex> indexes) {
    public LeafState {
        indexes = List.copyOf(indexes);
    }

    /** What the partition is. */
    public enum Kind {
        TABLE,
        /** It has partitions of its own. */
        PARTITIONED,
        /** Its rows lie elsewhere. */
        FOREIGN
    }

    /** Whether an index of it is built in a moment. */
    public enum Filling {
        EMPTY,
        USED
    }
}
