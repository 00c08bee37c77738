package exo.db;

import exo.db.database.Session;
import exo.db.engine.CatalogReader;
import exo.db.model.ExoSchema;
import exo.db.schema.DeclaredSchema;
import exo.db.schema.SchemaFingerprint;
import exo.db.testing.TestDatabase;
import exo.db.testing.TestSessions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A test's database as {@code migrate} sees it, and the ways to run the command against it. */
final class MigrateStage {
    static final String KEY = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    private static final DeclaredSchema DECLARED = ExoSchema.declared();

    private final TestDatabase database;

    MigrateStage(TestDatabase database) {
        this.database = database;
    }

    /** Runs {@code migrate} in this process. */
    CommandRun migrate(String... options) {
        return migrateTo(database.dsn(), options);
    }

    static CommandRun migrateTo(String dsn, String... options) {
        List<String> line = new ArrayList<>(List.of("migrate"));
        line.addAll(List.of(options));
        return CommandRun.of(environment(dsn), line.toArray(String[]::new));
    }

    /** Runs {@code migrate} on a thread of its own: those that are shared wait for processes too. */
    static CompletableFuture<CommandRun> migratingTo(String dsn, String... options) {
        return CompletableFuture.supplyAsync(
                () -> migrateTo(dsn, options), task -> Thread.ofPlatform().start(task));
    }

    /** Starts {@code migrate} as a process of its own. */
    Process launch() throws IOException {
        return launchTo(database.dsn());
    }

    static Process launchTo(String dsn) throws IOException {
        return CommandProcess.start(environment(dsn), "migrate");
    }

    /** Starts {@code migrate} with the launcher, as a user does. */
    static Process launchProgramTo(String dsn) throws IOException {
        return CommandProcess.startProgram(environment(dsn), "migrate");
    }

    /** Whether the catalog holds exactly what is declared. */
    boolean isComplete() {
        try (Session session = TestSessions.open(database)) {
            return SchemaFingerprint.of(DECLARED, CatalogReader.snapshot(session, DECLARED))
                    .equals(SchemaFingerprint.of(DECLARED));
        }
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    String value(String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }

    /** The first value of the first row of the query, as soon as there is one. */
    String waitFor(String query) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (System.nanoTime() < deadline) {
                try (ResultSet rows = statement.executeQuery(query)) {
                    if (rows.next()) {
                        return rows.getString(1);
                    }
                }
                statement.execute("select pg_sleep(0.005)");
            }
        }
        throw new AssertionError("never seen: " + query);
    }

    /** Runs a script of the test's resources. */
    void run(String script) throws SQLException, IOException {
        try (InputStream text = Objects.requireNonNull(MigrateStage.class.getResourceAsStream("migrate/" + script))) {
            execute(new String(text.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    static Map<String, String> environment(String dsn) {
        return Map.of("EXO_DATABASE_DSN", dsn, "EXO_ENCRYPTION_KEY", KEY);
    }
}
