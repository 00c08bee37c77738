package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.KeyringTrials.Operation;
import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import exo.db.testing.WireProxy.Moment;
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
        KeyringTrials trials = new KeyringTrials(database, operation);
        List<String> wrong = new ArrayList<>();

        List<Moment> moments = List.of(Moment.values());
        for (int statement = 1; statement <= trials.statements(); statement++) {
            wrong.addAll(trials.cut(statement, moments.get(statement % moments.size())));
        }

        assertThat(trials.statements()).isGreaterThan(10);
        assertThat(wrong).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsLostWhereverTheProcessIsKilled(Operation operation) throws SQLException, IOException {
        KeyringTrials trials = new KeyringTrials(database, operation);
        List<String> wrong = new ArrayList<>();

        int statement = 0;
        for (Moment moment : Moment.values()) {
            statement += trials.statements() / (Moment.values().length + 1);
            wrong.addAll(trials.kill(statement, moment));
        }

        assertThat(wrong).isEmpty();
    }
}
