package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.DropStep.Way;
import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Partitions that go and come back, as a process of its own that is killed, or that loses its connection, at random
 * moments: a sample of what {@code scripts/faults/run} does.
 */
@ExtendWith(PostgresExtension.class)
final class PartitionFaultsIT {
    private static final List<Hardship> BLOWS =
            List.of(Hardship.KILLED_AT_ANY_MOMENT, Hardship.TERMINATED_AT_ANY_MOMENT, Hardship.KILLED_AT_ANY_MOMENT);

    private final TestDatabase database;
    private final Random random = new Random(6);

    PartitionFaultsIT(TestDatabase database) {
        this.database = database;
    }

    @ParameterizedTest
    @EnumSource
    void everyRowIsInItsTableOrInTheTrashOrOnRecordAndTheNextRunFinishes(Way way) throws SQLException, IOException {
        FaultTrials trials = new FaultTrials(database, new DropStep(way));
        Duration whole = trials.duration(CommandClient.PROCESS);
        List<Trial> done = new ArrayList<>();

        for (Hardship blow : BLOWS) {
            // The second half: before, Java starts.
            Duration moment = whole.dividedBy(2).plusMillis(random.nextLong(whole.toMillis() / 2));
            done.add(trials.suffer(blow, CommandClient.PROCESS, moment));
        }

        assertThat(done).allMatch(Trial::converged);
    }

    @Test
    void whoIsOvertakenSaysThatTheMonthIsBackAndSpeaksOfNoLoss() throws SQLException, IOException {
        FaultTrials trials = new FaultTrials(database, new DropStep(Way.UNDROP));
        List<Integer> statements = trials.places(Fault.OVERTAKEN);
        List<Trial> done = new ArrayList<>();

        // It looks before it writes: the first half.
        for (int statement : statements.subList(0, statements.size() / 2)) {
            done.add(trials.strike(Fault.OVERTAKEN, statement, CommandClient.IN_PROCESS));
        }

        assertThat(done).allMatch(Trial::converged);
        assertThat(done).anyMatch(trial -> trial.exits().contains(14));
    }
}
