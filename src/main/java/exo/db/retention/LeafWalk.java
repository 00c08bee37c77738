package exo.db.retention;

import exo.db.retention.PurgeRun.Batch;

/** A way through the expired rows of a leaf, batch by batch. */
sealed interface LeafWalk permits OldestFirst, PageByPage {
    /** Goes it, to its end unless somebody is in the way. */
    Batch purge();

    /** Whether nothing that had expired when it began can be left behind it. */
    boolean isComplete();
}
