package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Upgrades that are struck down get there the next time: a sample of what {@code scripts/faults/run} does. */
@ExtendWith(PostgresExtension.class)
final class UpgradeFaultsIT {
    private static final List<Fault> FAULTS = List.of(
            Fault.CLIENT_KILLED_BEFORE,
            Fault.CLIENT_KILLED_DURING,
            Fault.CLIENT_KILLED_AFTER,
            Fault.SERVER_KILLED_BEFORE,
            Fault.SERVER_KILLED_DURING,
            Fault.SERVER_KILLED_AFTER,
            Fault.ANSWER_LOST);

    /** For each fault; the statements lie evenly over the upgrade. */
    private static final int SAMPLES = 2;

    private static final int ROUNDS = 2;

    private final TestDatabase database;

    UpgradeFaultsIT(TestDatabase database) {
        this.database = database;
    }

    @ParameterizedTest
    @EnumSource
    void getsThereAfterAnyFault(OldDatabase old) throws SQLException, IOException {
        FaultTrials trials = new FaultTrials(database, new UpgradeStep(old));
        int statements = trials.places(Fault.ANSWER_LOST).size();
        int parts = SAMPLES * FAULTS.size();
        List<Trial> done = new ArrayList<>();

        for (int sample = 0; sample < SAMPLES; sample++) {
            for (Fault fault : FAULTS) {
                // Each trial has a statement of its own, and for the server a killed client is one whose connection
                // ends.
                int statement = 1 + done.size() * statements / parts;
                done.add(trials.strike(fault, statement, CommandClient.IN_PROCESS));
            }
        }

        assertThat(done).allMatch(Trial::converged);
        assertThat(done).anyMatch(trial -> !trial.exits().contains(0));
    }

    @ParameterizedTest
    @EnumSource
    void getsThereAfterItsProcessWasKilled(OldDatabase old) throws SQLException, IOException {
        FaultTrials trials = new FaultTrials(database, new UpgradeStep(old));
        int middle = trials.places(Fault.CLIENT_KILLED_DURING).size() / 2;

        Trial trial = trials.strike(Fault.CLIENT_KILLED_DURING, middle, CommandClient.PROCESS);

        assertThat(trial.wasStruck()).isTrue();
        assertThat(trial).matches(Trial::converged);
    }

    @ParameterizedTest
    @EnumSource
    void letsAllReplicasStartAndOneDatabaseComeOut(OldDatabase old) throws SQLException, IOException {
        FaultTrials trials = new FaultTrials(database, new UpgradeStep(old));

        for (int round = 0; round < ROUNDS; round++) {
            Trial trial = trials.suffer(Hardship.EIGHT_AT_ONCE, CommandClient.IN_PROCESS, Duration.ZERO);

            assertThat(trial).matches(Trial::converged);
            assertThat(trial.exits()).containsOnly(0);
        }
    }

    @Test
    void wouldNoticeAnUpgradeThatDoesNotGetThere() throws SQLException, IOException {
        FaultTrials trials = new FaultTrials(database, new UpgradeStep(OldDatabase.BEFORE_ENCRYPTION));
        TestDatabase spoilt = database.copy();
        MigrateStage stage = new MigrateStage(spoilt);
        stage.migrate();

        stage.execute("update pg_index set indisvalid = false where indexrelid = 'idx_users_tenant_id'::regclass");
        stage.execute("drop trigger if exists none on users; create function left_behind() returns trigger"
                + " language plpgsql as 'begin return new; end'");
        stage.execute("update tool_statuses set config = '{}' where name = 'tool-7'");
        stage.execute("delete from migration_steps where step like 'create table%'");
        List<String> noticed = trials.differences(spoilt);

        assertThat(noticed)
                .anyMatch(line -> line.equals("+users: index  USING btree (tenant_id) invalid"))
                .anyMatch(line -> line.equals("+function left_behind()"))
                .anyMatch(line -> line.startsWith("lost: tool_statuses: ") && line.contains("tool-7"))
                .anyMatch(line -> line.startsWith("not on record: step create table"))
                .anyMatch(line -> line.startsWith("one more run"));
    }
}
