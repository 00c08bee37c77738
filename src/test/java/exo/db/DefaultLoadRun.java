package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.WriteLoad.Account;
import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A large default partition becomes the month that is missing, while the backend inserts into it: how long inserts
 * wait, the longest for the exclusive lock. {@code scripts/bench/run adopt-default} starts it and nothing else does.
 */
@ExtendWith(PostgresExtension.class)
final class DefaultLoadRun {
    private static final int ROWS = Integer.getInteger("exo.load.rows", 1_000_000);
    private static final int INSERTS_PER_SECOND = Integer.getInteger("exo.load.rate", 300);
    private static final int RUNS = Integer.getInteger("exo.load.runs", 3);
    private static final String WAITS =
            "Waits of " + INSERTS_PER_SECOND + " inserts a second, `partitions adopt-default` in place";

    private final TestDatabase plain;

    DefaultLoadRun(TestDatabase database) throws SQLException {
        plain = database;
        MigrateStage stage = new MigrateStage(database);
        stage.migrate();
        stage.execute("set timezone = 'UTC'; " + DefaultAdoptionIT.WITHOUT_CURRENT_MONTH);
        stage.execute(DefaultAdoptionIT.ROWS_AT.formatted("now()", ROWS));
        stage.execute("vacuum analyze session_events_default");
    }

    @Test
    void measuresTheWaits() throws SQLException, IOException {
        for (int run = 1; run <= RUNS; run++) {
            TestDatabase copy = plain.copy();
            copy.execute("checkpoint");
            WriteLoad load =
                    WriteLoad.start(copy, INSERTS_PER_SECOND, List.of(DefaultAdoptionIT.inserter("now()", "new")));

            int code = CommandProcess.startProgram(
                            Map.of("EXO_DATABASE_DSN", copy.dsn()), "partitions", "adopt-default", "--yes")
                    .onExit()
                    .join()
                    .exitValue();

            Account account = load.stop().getFirst();
            assertThat(code).isZero();
            assertThat(account.failures()).isEmpty();
            assertThat(new MigrateStage(copy).value("select count(*) from session_events_default"))
                    .isEqualTo("0");
            LoadFigures.tellWaits(WAITS, "run " + run, account);
            copy.discard();
        }
    }
}
