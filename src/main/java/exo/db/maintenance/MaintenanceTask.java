package exo.db.maintenance;

import exo.db.database.Session;
import java.util.function.BooleanSupplier;

/** A piece of work that is due again and again. */
public interface MaintenanceTask {
    /** Which one it is. */
    TaskName name();

    /**
     * Does what there is to do now; running it again when nothing is left does nothing.
     *
     * <p>Whatever it throws makes the run a failed one, and is told to the operator.
     *
     * @param stop asked between batches; once it says true, no other batch may begin
     */
    TaskReport runOnce(Session session, BooleanSupplier stop);
}
