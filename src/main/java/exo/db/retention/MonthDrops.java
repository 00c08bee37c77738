package exo.db.retention;

import exo.db.database.Session;
import exo.db.schema.Hazard;
import exo.db.schema.Pending;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Sets aside months that have expired as a whole, which costs next to nothing beside deleting their rows. */
public interface MonthDrops {
    /** The months that would go now, also those that only a fuse keeps. Writes nothing. */
    List<MonthDrop> expired(Session session);

    /**
     * Sets them aside.
     *
     * @param allowed the hazards that somebody named: what owns up to another one is left
     * @param lockWait how long locks may be waited for in all
     */
    Outcome drop(Session session, Set<Hazard> allowed, Duration lockWait);

    /** What came of it. */
    record Outcome(List<MonthDrop> dropped, List<Pending> left) {
        public Outcome {
            dropped = List.copyOf(dropped);
            left = List.copyOf(left);
        }
    }
}
