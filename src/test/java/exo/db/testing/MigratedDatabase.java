package exo.db.testing;

import exo.db.database.Session;
import exo.db.engine.CatalogReader;
import exo.db.engine.PlanExecutor;
import exo.db.engine.PlanExecutor.Obstacle;
import exo.db.engine.Prober;
import exo.db.model.ExoSchema;
import exo.db.schema.DeclaredSchema;
import exo.db.schema.Plan;
import exo.db.schema.SchemaPlanner;
import java.time.Duration;

/** Brings a test's empty database to the declared schema: tables and constraints, no keyring and no partitions. */
public final class MigratedDatabase {
    private static final DeclaredSchema DECLARED = ExoSchema.declared();

    private MigratedDatabase() {}

    /** Makes everything that the schema declares. */
    public static void prepare(Session session) {
        Plan plan = Prober.plan(session, new SchemaPlanner(DECLARED), CatalogReader.snapshot(session, DECLARED));
        new PlanExecutor(TestSessions.timing())
                .apply(session, plan, Duration.ofSeconds(10), Obstacle.STOP, event -> {});
    }
}
