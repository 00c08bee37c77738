package exo.db.migrate;

import exo.db.database.Session;
import exo.db.schema.Change;
import exo.db.schema.Pending;
import exo.db.schema.Plan;
import exo.db.schema.SchemaSnapshot;
import exo.db.schema.Stage;
import java.util.List;
import java.util.function.Supplier;

/** A step of the boot that another feature plans. */
public interface BootStep {
    /** Which step it is. */
    Stage stage();

    /**
     * What the step would do; reads only, also on a database that the steps before it have not been applied to.
     *
     * @param catalog what the catalog says of the declared tables
     * @throws exo.db.failure.ExoException when the boot must stop before anything is written
     */
    Plan plan(Session session, SchemaSnapshot catalog);

    /** Whether the backend cannot run without that change of the plan; asked where the role may not make it. */
    boolean isVital(Session session, Change change);

    /**
     * Proves that the backend finds what it needs of this step, after it was applied.
     *
     * @param catalog what the catalog says of the declared tables by now
     * @param deferred what of the step had to be left for the next run
     * @throws exo.db.failure.ExoException when it does not
     */
    void verify(Session session, Supplier<SchemaSnapshot> catalog, List<Pending> deferred);
}
