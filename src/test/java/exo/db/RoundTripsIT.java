package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import exo.db.testing.WireProxy;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How often {@code migrate} waits for the network, which is what a boot far away from its database takes. */
@ExtendWith(PostgresExtension.class)
final class RoundTripsIT {
    /** From the startup packet on, with trust and without TLS. */
    private static final int NOTHING_TO_DO = 8;

    /** For the definitions of an empty database, which go out in batches. */
    private static final int EMPTY_DATABASE = 12;

    /** Besides what every session begins with. */
    private static final int ENSURE_NOTHING = 3;

    private static final Pattern DEFINITION = Pattern.compile("(?is)\\s*(create|alter|drop|comment)\\b.*");

    /** EXCLUSIVE is the mode that lets ACCESS SHARE pass and nothing else. */
    private static final String LOCK_ALL_BUT_ACCESS_SHARE = """
            do $$
            declare
                held regclass;
            begin
                for held in
                    select oid::regclass from pg_class
                    where relkind in ('r', 'p')
                    and (relnamespace = 'public'::regnamespace
                        or relname in ('pg_class', 'pg_attribute', 'pg_index', 'pg_constraint'))
                loop
                    execute format('lock table %s in exclusive mode', held);
                end loop;
            end $$
            """;

    private final TestDatabase database;
    private final MigrateStage stage;

    RoundTripsIT(TestDatabase database) {
        this.database = database;
        stage = new MigrateStage(database);
    }

    @Test
    void needsAHandfulOfRoundTripsWhenNothingIsToBeDone() throws IOException {
        stage.migrate();

        List<List<String>> turns = turnsOfMigrate();

        assertThat(turns).hasSizeBetween(1, NOTHING_TO_DO);
    }

    @Test
    void looksForMissingMonthsInThreeRoundTrips() throws IOException {
        stage.migrate();

        try (WireProxy proxy = WireProxy.to(database)) {
            CommandRun run =
                    CommandRun.of(MigrateStage.environment(database.dsnThrough(proxy)), "partitions", "ensure");

            assertThat(run.code()).as(run.err()).isZero();
            assertThat(proxy.turns()).filteredOn(turn -> !beginsASession(turn)).hasSizeBetween(1, ENSURE_NOTHING);
        }
    }

    @Test
    void sendsTheDefinitionsOfAnEmptyDatabaseInBatches() throws IOException {
        List<List<String>> turns = turnsOfMigrate();

        long defining = turns.stream().filter(RoundTripsIT::defines).count();
        assertThat(defining).isBetween(1L, (long) EMPTY_DATABASE);
    }

    @Test
    void asksForNoAdvisoryLockWhenNothingIsToBeDone() throws IOException {
        stage.migrate();

        List<List<String>> turns = turnsOfMigrate();

        assertThat(turns).flatMap(turn -> turn).noneMatch(statement -> statement.contains("advisory"));
    }

    @Test
    void takesNoTableLockAboveAccessShareWhenNothingIsToBeDone() throws SQLException {
        stage.migrate();
        try (Connection other = database.connect();
                Statement statement = other.createStatement()) {
            statement.execute("begin");
            statement.execute(LOCK_ALL_BUT_ACCESS_SHARE);

            CommandRun run = stage.migrate("--lock-wait", "0s");

            assertThat(run.code()).as(run.err()).isZero();
            assertThat(run.out()).startsWith("nothing to do");
        }
    }

    private List<List<String>> turnsOfMigrate() throws IOException {
        try (WireProxy proxy = WireProxy.to(database)) {
            CommandRun run = MigrateStage.migrateTo(database.dsnThrough(proxy));

            assertThat(run.code()).as(run.err()).isZero();
            return proxy.turns();
        }
    }

    /** The login, in which is no statement, and what is asked of every server first: who and what it is. */
    private static boolean beginsASession(List<String> turn) {
        return turn.isEmpty() || turn.stream().anyMatch(statement -> statement.contains("pg_backend_pid"));
    }

    private static boolean defines(List<String> turn) {
        return turn.stream().anyMatch(statement -> DEFINITION.matcher(statement).matches());
    }
}
