package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.database.AdvisoryLock;
import exo.db.database.Session;
import exo.db.engine.CatalogReader;
import exo.db.model.ExoSchema;
import exo.db.schema.SchemaFingerprint;
import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import exo.db.testing.TestSessions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The plan as a file: whoever runs it in psql gets what {@code migrate} makes. */
@ExtendWith(PostgresExtension.class)
final class PlanScriptIT {
    private static final String HOSTILE = "o'd\"d \\!\n;drop schema x; --";

    private final TestDatabase database;
    private final MigrateStage stage;

    PlanScriptIT(TestDatabase database) {
        this.database = database;
        this.stage = new MigrateStage(database);
    }

    @ParameterizedTest
    @MethodSource("runners")
    void takesAnEmptyDatabaseToTheWholeSchemaAllButTheKey(PsqlScript.Runner psql) throws SQLException {
        String failure = psql.run(database, script());

        assertThat(failure).isEmpty();
        assertThat(stage.isComplete()).isTrue();
        assertThat(stage.value("select schema_version || ' ' || fingerprint from schema_state"))
                .isEqualTo(ExoSchema.declared().version() + " " + SchemaFingerprint.of(ExoSchema.declared()));
        assertThat(stage.value("select count(*) from encryption_keys")).isEqualTo("0");
        assertThat(stage.migrate().code()).isZero();
        assertThat(stage.migrate("--dry-run", "--exit-code").code()).isZero();
    }

    @ParameterizedTest
    @MethodSource("runnersAndOldDatabases")
    void takesAnOldDatabaseAsFarAsMigrateTakesIt(PsqlScript.Runner psql, String old) throws SQLException, IOException {
        TestDatabase twin = database.another();
        MigrateStage migrated = new MigrateStage(twin);
        for (MigrateStage each : new MigrateStage[] {stage, migrated}) {
            each.run(old);
        }
        migrated.migrate();

        String failure = psql.run(database, script());

        assertThat(failure).isEmpty();
        assertThat(fingerprint(database)).isEqualTo(fingerprint(twin));
    }

    @Test
    void aScriptThatWasStoppedAnywhereIsFollowedByOneThatGoesOn() throws SQLException, IOException {
        TestDatabase twin = database.another();
        MigrateStage migrated = new MigrateStage(twin);
        migrated.run("before-encryption.sql");
        migrated.migrate();
        stage.run("before-encryption.sql");
        int rounds = 0;

        // Each round gets a little further than the one before, and most end within a transaction.
        while (!fingerprint(database).equals(fingerprint(twin)) && rounds < 40) {
            rounds++;
            assertThat(PsqlScript.runFirst(database, script(), 8 * rounds)).isEmpty();
        }

        assertThat(fingerprint(database)).isEqualTo(fingerprint(twin));
        assertThat(rounds).isGreaterThan(2);
        assertThat(PsqlScript.Runner.JDBC.run(database, script())).isEmpty();
        assertThat(fingerprint(database)).isEqualTo(fingerprint(twin));
    }

    @ParameterizedTest
    @MethodSource("runners")
    void stopsBeforeItChangesAnythingWhileAnotherRunMigrates(PsqlScript.Runner psql) throws SQLException {
        String script = script();
        try (Connection other = database.connect();
                Statement lock = other.createStatement()) {
            lock.execute("select pg_advisory_lock(" + AdvisoryLock.key("public", "schema") + ")");

            String failure = psql.run(database, script);

            assertThat(failure).contains("another run of exo-db-cli migrates this schema");
        }
        assertThat(stage.value("select count(*) from pg_class where relnamespace = 'public'::regnamespace"))
                .isEqualTo("0");
    }

    @ParameterizedTest
    @MethodSource("runners")
    void stopsWhereANewerReleaseHasMigratedSinceThePlanWasMade(PsqlScript.Runner psql) throws SQLException {
        stage.migrate();
        stage.execute("drop index idx_sessions_open; update schema_state set fingerprint = ''");
        String script = script();
        stage.execute("update schema_state set schema_version = 999");

        String failure = psql.run(database, script);

        assertThat(failure).contains("a newer release has migrated this schema");
        assertThat(stage.value("select schema_version from schema_state")).isEqualTo("999");
        assertThat(stage.value("select to_regclass('idx_sessions_open')")).isEqualTo("null");
    }

    @ParameterizedTest
    @MethodSource("runners")
    void namesCannotBreakOutOfTheirQuotesOrComments(PsqlScript.Runner psql) throws SQLException {
        stage.execute("create schema x; create schema \"" + HOSTILE.replace("\"", "\"\"") + "\"");
        String script = stage.migrate("--schema", HOSTILE, "--dry-run", "--output", "sql")
                .out();

        String failure = psql.run(database, script);

        assertThat(failure).isEmpty();
        assertThat(stage.value("select count(*) from pg_namespace where nspname = 'x'"))
                .isEqualTo("1");
        assertThat(stage.migrate("--schema", HOSTILE).code()).isZero();
        assertThat(stage.migrate("--schema", HOSTILE, "--dry-run", "--exit-code")
                        .code())
                .isZero();
    }

    @Test
    void writersQueueForAFifthOfASecondAtMost() throws SQLException, IOException {
        stage.run("before-encryption.sql");
        String script = script();
        try (Connection other = database.connect();
                Statement reader = other.createStatement()) {
            other.setAutoCommit(false);
            reader.execute("select from users; select from tool_statuses");

            String failure = PsqlScript.Runner.JDBC.run(database, script);

            assertThat(failure).contains("canceling statement due to lock timeout");
        }
        assertThat(script).contains("set lock_timeout to '200ms';");
    }

    private String script() {
        CommandRun run = stage.migrate("--dry-run", "--output", "sql");
        assertThat(run.code()).as(run.err()).isZero();
        return run.out();
    }

    static Stream<PsqlScript.Runner> runners() {
        return PsqlScript.Runner.available();
    }

    static Stream<Arguments> runnersAndOldDatabases() {
        return runners().flatMap(runner -> oldDatabases().stream().map(old -> Arguments.of(runner, old)));
    }

    private static List<String> oldDatabases() {
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/exo/db/migrate"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.endsWith("-mended.sql"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String fingerprint(TestDatabase database) {
        try (Session session = TestSessions.open(database)) {
            return SchemaFingerprint.of(ExoSchema.declared(), CatalogReader.snapshot(session, ExoSchema.declared()));
        }
    }
}
