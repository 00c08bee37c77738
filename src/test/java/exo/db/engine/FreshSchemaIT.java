package exo.db.engine;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.database.Session;
import exo.db.engine.PlanExecutor.Obstacle;
import exo.db.model.ExoSchema;
import exo.db.schema.DeclaredSchema;
import exo.db.schema.Plan;
import exo.db.schema.SchemaFingerprint;
import exo.db.schema.SchemaPlanner;
import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import exo.db.testing.TestSessions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
final class FreshSchemaIT {
    private static final DeclaredSchema DECLARED = ExoSchema.declared();

    @Test
    void whatIsMadeIsWhatIsDeclaredAndNothingIsLeftToPlan(TestDatabase database) {
        try (Session session = TestSessions.open(database)) {
            Plan plan = plan(session);

            new PlanExecutor(TestSessions.timing())
                    .apply(session, plan, Duration.ofSeconds(10), Obstacle.STOP, event -> {});

            assertThat(plan(session).steps())
                    .extracting(exo.db.schema.Step::change)
                    .filteredOn(c -> !(c instanceof exo.db.schema.Change.InsertSettings))
                    .isEmpty();
            assertThat(plan(session).pending()).isEmpty();
            assertThat(SchemaFingerprint.of(DECLARED, CatalogReader.snapshot(session, DECLARED)))
                    .isEqualTo(SchemaFingerprint.of(DECLARED));
        }
    }

    private static Plan plan(Session session) {
        return Prober.plan(session, new SchemaPlanner(DECLARED), CatalogReader.snapshot(session, DECLARED));
    }
}
