package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.UpgradeTrials.Trial;
import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Upgrades that are struck down get there the next time: a sample of what {@code scripts/faults/run} does at every
 * statement.
 */
@ExtendWith(PostgresExtension.class)
final class UpgradeFaultsIT {
    /** For each fault; the statements lie evenly over the upgrade. */
    private static final int SAMPLES = 2;

    private final TestDatabase database;

    UpgradeFaultsIT(TestDatabase database) {
        this.database = database;
    }

    @ParameterizedTest
    @EnumSource
    void getsThereAfterAnyFault(OldDatabase old) throws SQLException, IOException {
        UpgradeTrials trials = new UpgradeTrials(database, old);
        int parts = SAMPLES * Fault.values().length;
        List<Trial> done = new ArrayList<>();

        for (int sample = 0; sample < SAMPLES; sample++) {
            for (Fault fault : Fault.values()) {
                // Each trial has a statement of its own, and for the server a killed client is one whose connection
                // ends.
                int statement = 1 + done.size() * trials.statements().size() / parts;
                done.add(trials.strike(fault, statement, MigrateClient.IN_PROCESS));
            }
        }

        assertThat(done).allMatch(Trial::converged);
        assertThat(done).anyMatch(trial -> trial.exit() != 0);
    }

    @ParameterizedTest
    @EnumSource
    void getsThereAfterItsProcessWasKilled(OldDatabase old) throws SQLException, IOException {
        UpgradeTrials trials = new UpgradeTrials(database, old);

        Trial trial =
                trials.strike(Fault.CLIENT_KILLED_DURING, trials.statements().size() / 2, MigrateClient.PROCESS);

        assertThat(trial.struck()).isNotEmpty();
        assertThat(trial.wrong()).isEmpty();
    }

    @Test
    void wouldNoticeAnUpgradeThatDoesNotGetThere() throws SQLException, IOException {
        UpgradeTrials trials = new UpgradeTrials(database, OldDatabase.BEFORE_ENCRYPTION);
        TestDatabase spoilt = database.copy();
        MigrateStage stage = new MigrateStage(spoilt);
        stage.migrate();

        stage.execute("update pg_index set indisvalid = false where indexrelid = 'idx_users_tenant_id'::regclass");
        stage.execute("drop trigger if exists none on users; create function left_behind() returns trigger"
                + " language plpgsql as 'begin return new; end'");
        stage.execute("update tool_statuses set config = '{}' where name = 'tool-7'");
        List<String> noticed = trials.differences(spoilt);

        assertThat(noticed)
                .anyMatch(line -> line.equals("+users: index  USING btree (tenant_id) invalid"))
                .anyMatch(line -> line.equals("+function left_behind()"))
                .anyMatch(line -> line.startsWith("lost: tool_statuses: ") && line.contains("tool-7"))
                .anyMatch(line -> line.startsWith("one more run"));
    }
}
