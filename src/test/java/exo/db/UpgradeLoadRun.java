package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.WriteLoad.Account;
import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Upgrades large tables under load and prints how long writers waited. It takes minutes, and its figures are the
 * machine's: {@code scripts/bench/upgrade} starts it and nothing else does.
 */
@ExtendWith(PostgresExtension.class)
final class UpgradeLoadRun {
    private static final int ROWS = Integer.getInteger("exo.load.rows", 1_000_000);
    private static final int WRITES_PER_SECOND = Integer.getInteger("exo.load.rate", 300);

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
        int code = MigrateClient.PROGRAM.start(database.dsn()).exit().getAsInt();
        Duration took = Duration.ofNanos(System.nanoTime() - start);

        System.out.printf(
                "%n%s, %d rows, %d writes/s on each: migrate took %.1f s, exit %d%n",
                old, ROWS, WRITES_PER_SECOND, took.toMillis() / 1000.0, code);
        for (Account account : load.stop()) {
            System.out.println(row(account));
        }
        assertThat(code).isZero();
    }

    private String row(Account account) throws SQLException {
        long kept = Long.parseLong(stage.value(account.writer().proof()));
        return String.format(
                "  %-26s %7d writes  wait ms: median %.1f  99 %% %.1f  99.9 %% %.1f  longest %.1f  failed %d  lost %d",
                account.writer().name(),
                account.acknowledged(),
                account.waited(0.5),
                account.waited(0.99),
                account.waited(0.999),
                account.waited(1),
                account.failures().size(),
                account.acknowledged() - kept);
    }
}
