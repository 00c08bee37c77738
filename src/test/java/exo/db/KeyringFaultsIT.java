package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.KeyChangeStep.Operation;
import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Changes of the keys that are struck down leave a keyring that opens, with one active key, and can be run again. */
@ExtendWith(PostgresExtension.class)
final class KeyringFaultsIT {
    private final TestDatabase database;

    KeyringFaultsIT(TestDatabase database) {
        this.database = database;
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsLostWhereverTheConnectionEnds(Operation operation) throws SQLException, IOException {
        FaultTrials trials = new FaultTrials(database, new KeyChangeStep(operation));
        List<Fault> cuts = List.of(Fault.CUT_BEFORE_IT_IS_SENT, Fault.CUT_AFTER_IT_IS_SENT, Fault.ANSWER_LOST);
        List<Integer> statements = trials.places(Fault.ANSWER_LOST);
        List<Trial> done = new ArrayList<>();

        for (int statement : statements) {
            done.add(trials.strike(cuts.get(statement % cuts.size()), statement, CommandClient.IN_PROCESS));
        }

        assertThat(statements).hasSizeGreaterThan(10);
        assertThat(done).allMatch(Trial::converged);
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsLostWhereverTheProcessIsKilled(Operation operation) throws SQLException, IOException {
        FaultTrials trials = new FaultTrials(database, new KeyChangeStep(operation));
        List<Fault> kills = List.of(Fault.CLIENT_KILLED_BEFORE, Fault.CLIENT_KILLED_DURING, Fault.CLIENT_KILLED_AFTER);
        int statements = trials.places(Fault.CLIENT_KILLED_BEFORE).size();
        List<Trial> done = new ArrayList<>();

        for (Fault kill : kills) {
            int statement = (done.size() + 1) * statements / (kills.size() + 1);
            done.add(trials.strike(kill, statement, CommandClient.PROCESS));
        }

        assertThat(done).allMatch(Trial::converged);
        // 128 and the number of SIGKILL.
        assertThat(done).allSatisfy(trial -> assertThat(trial.exits()).containsOnly(137));
    }
}
