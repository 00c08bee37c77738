package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.WriteLoad.Account;
import exo.db.testing.Alone;
import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Old pods keep writing while a new one upgrades; how long they wait is told by {@code scripts/bench/run upgrade}. */
@Alone
@ExtendWith(PostgresExtension.class)
final class UpgradeLoadIT {
    /** Far more than what is converted in place. */
    private static final int ROWS = 50_000;

    private static final int WRITES_PER_SECOND = 300;

    private final TestDatabase database;
    private final MigrateStage stage;

    UpgradeLoadIT(TestDatabase database) {
        this.database = database;
        stage = new MigrateStage(database);
    }

    @Test
    void losesNoWriteOfTheOldReleaseWhileItConvertsItsColumns() throws SQLException, IOException {
        OldDatabase.BEFORE_ENCRYPTION.make(stage);
        UpgradeLoad.fill(stage, OldDatabase.BEFORE_ENCRYPTION, ROWS);
        WriteLoad load =
                WriteLoad.start(database, WRITES_PER_SECOND, UpgradeLoad.writers(OldDatabase.BEFORE_ENCRYPTION));

        CommandRun run = stage.migrate("--output", "json");
        List<Account> accounts = load.stop();

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).doesNotContain("lock.timeout");
        for (Account account : accounts) {
            assertThat(account.failures()).as(account.toString()).isEmpty();
            assertThat(stage.value(account.writer().proof()))
                    .as(account.toString())
                    .isEqualTo(String.valueOf(account.acknowledged()));
        }
        assertThat(stage.value("select data_type from information_schema.columns where table_name = 'tool_statuses'"
                        + " and column_name = 'config'"))
                .isEqualTo("text");
        assertThat(stage.migrate().out()).startsWith("nothing to do");
    }
}
