package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.backup.DumpSamples;
import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Drills with real dumps of Exo's, on a server that has other databases. */
@ExtendWith(PostgresExtension.class)
final class DrillIT {
    private final TestDatabase scratch;

    @TempDir
    private Path samples = Path.of("");

    DrillIT(TestDatabase scratch) {
        this.scratch = scratch;
    }

    @BeforeEach
    void unpack() {
        DumpSamples.unpack(samples);
    }

    @ParameterizedTest
    @ValueSource(strings = {"custom", "directory", "tar", "script-inserts", "cluster"})
    void everyValueOpensAfterARestoreFromEveryFormat(String name) throws SQLException {
        CommandRun drill = drill(name);

        assertThat(drill.code()).as(drill.out() + drill.err()).isEqualTo(5);
        assertThat(drill.out())
                .contains("R1  warning   drill.live-unknown: ")
                .contains("R1  ok        it can be restored")
                .contains("R2  ok        ")
                .contains("D1  ok        every value opens")
                .contains("0 critical, 1 warning");
        assertThat(left()).isZero();
    }

    @Test
    void drillsSideBySideLeaveEachOtherAlone() throws Exception {
        List<Future<CommandRun>> drills = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
            for (int drill = 0; drill < 6; drill++) {
                drills.add(threads.submit(() -> drill("custom")));
            }
        }

        for (Future<CommandRun> drill : drills) {
            assertThat(drill.get().code())
                    .as(drill.get().out() + drill.get().err())
                    .isEqualTo(5);
        }
        assertThat(left()).isZero();
    }

    private CommandRun drill(String name) {
        return CommandRun.of(
                Map.of("EXO_ENCRYPTION_KEY", MigrateStage.KEY),
                "backup-check",
                "restore",
                samples.resolve(name).toString(),
                "--scratch-dsn",
                scratch.dsn());
    }

    private long left() throws SQLException {
        try (Connection connection = scratch.connect();
                Statement statement = connection.createStatement();
                ResultSet count =
                        statement.executeQuery("select count(*) from pg_database where datname like 'exo_drill_%'")) {
            count.next();
            return count.getLong(1);
        }
    }
}
