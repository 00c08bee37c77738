package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import java.io.IOException;
import java.sql.SQLException;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Replicas that start together; {@code scripts/faults/run} does the same with processes, and for longer. */
@ExtendWith(PostgresExtension.class)
final class UpgradeRaceIT {
    private static final int REPLICAS = 8;
    private static final int ROUNDS = 2;

    private final TestDatabase database;

    UpgradeRaceIT(TestDatabase database) {
        this.database = database;
    }

    @ParameterizedTest
    @EnumSource
    void letsAllReplicasStartAndOneDatabaseComeOut(OldDatabase old) throws SQLException, IOException {
        UpgradeTrials trials = new UpgradeTrials(database, old);

        for (int round = 0; round < ROUNDS; round++) {
            assertThat(trials.race(REPLICAS, MigrateClient.IN_PROCESS)).isEmpty();
        }
    }
}
