package exo.db.recording;

import exo.db.engine.Headway;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * How a prune behaves towards who started it.
 *
 * @param lockWait how long all waits for locks may take together
 * @param stop asked between batches; once it says true, no other batch begins
 * @param progress is told how far it is
 */
public record PruneConduct(Duration lockWait, Fuse fuse, BooleanSupplier stop, Consumer<Headway> progress) {
    /**
     * Whether most of the files may go as orphans: so it looks after a restored database, or with a wrong directory.
     */
    public enum Fuse {
        IN_PLACE,
        REMOVED
    }
}
