package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.WriteLoad.Account;
import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Upgrades large tables under load: how long it takes, and how long writers wait. It takes minutes, and its figures are
 * the machine's: {@code scripts/bench/run upgrade} starts it and nothing else does.
 */
@ExtendWith(PostgresExtension.class)
final class UpgradeLoadRun {
    private static final int ROWS = Integer.getInteger("exo.load.rows", 1_000_000);
    private static final int WRITES_PER_SECOND = Integer.getInteger("exo.load.rate", 300);
    private static final String WAITS = "Waits of " + WRITES_PER_SECOND + " writes a second on each table, `migrate`";

    private final TestDatabase database;
    private final MigrateStage stage;

    UpgradeLoadRun(TestDatabase database) {
        this.database = database;
        stage = new MigrateStage(database);
    }

    @ParameterizedTest
    @EnumSource(names = "EMPTY", mode = EnumSource.Mode.EXCLUDE)
    void measuresTheWaits(OldDatabase old) throws SQLException, IOException {
        old.make(stage);
        UpgradeLoad.fill(stage, old, ROWS);
        WriteLoad load = WriteLoad.start(database, WRITES_PER_SECOND, UpgradeLoad.writers(old));

        long start = System.nanoTime();
        int code = MigrateStage.launchProgramTo(database.dsn()).onExit().join().exitValue();
        Duration took = Duration.ofNanos(System.nanoTime() - start);

        LoadFigures.tell(
                "Upgrade by `migrate` beside writers", "ms", old.toString(), List.of((double) took.toMillis()));
        for (Account account : load.stop()) {
            LoadFigures.tellWaits(WAITS, old.toString(), account);
            long kept = Long.parseLong(stage.value(account.writer().proof()));
            assertThat(kept).as(account.toString()).isEqualTo(account.acknowledged());
        }
        assertThat(code).isZero();
    }
}
