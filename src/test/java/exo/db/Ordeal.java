package exo.db;

import exo.db.CommandClient.Running;
import exo.db.testing.TestDatabase;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One command on one database, and what it meets with as a whole. */
final class Ordeal {
    private static final int COPIES = 8;

    private static final String SESSIONS =
            "from pg_stat_activity where application_name like 'exo-db-cli%'" + " and datname = current_database()";

    private final TestDatabase database;
    private final Map<String, String> environment;
    private final List<String> line;
    private final CommandClient client;

    Ordeal(TestDatabase database, Map<String, String> environment, List<String> line, CommandClient client) {
        this.database = database;
        this.environment = environment;
        this.line = line;
        this.client = client;
    }

    /** How the runs ended that met with it. */
    List<CommandRun> meet(Hardship hardship, Duration moment) throws SQLException, IOException {
        return switch (hardship) {
            case KILLED_AT_ANY_MOMENT -> {
                Running running = start(environment, line);
                rest(moment);
                running.kill().run();
                yield List.of(running.end().get());
            }
            case TERMINATED_AT_ANY_MOMENT -> {
                Running running = start(environment, line);
                rest(moment);
                database.execute("select pg_terminate_backend(pid) " + SESSIONS);
                yield List.of(running.end().get());
            }
            case EIGHT_AT_ONCE -> {
                List<Running> running = new ArrayList<>();
                for (int copy = 0; copy < COPIES; copy++) {
                    running.add(start(environment, line));
                }
                yield running.stream().map(one -> one.end().get()).toList();
            }
            case LOCK_STORM -> {
                List<String> patient = new ArrayList<>(line);
                patient.add("--lock-wait=10s");
                LockStorm storm = LockStorm.over(database);
                try {
                    yield List.of(start(environment, patient).end().get());
                } finally {
                    storm.end();
                }
            }
            case READ_ONLY -> {
                readOnly("on");
                CommandRun run = start(environment, line).end().get();
                readOnly("off");
                yield List.of(run);
            }
            case LITTLE_MEMORY -> {
                Map<String, String> little = new HashMap<>(environment);
                little.put("JAVA_TOOL_OPTIONS", "-Xmx32m");
                yield List.of(start(little, line).end().get());
            }
        };
    }

    private Running start(Map<String, String> variables, List<String> arguments) throws IOException {
        return client.start(variables, Clock.systemUTC(), arguments.toArray(String[]::new));
    }

    private void readOnly(String value) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("set default_transaction_read_only = off");
            statement.execute("alter database " + database.name() + " set default_transaction_read_only = " + value);
        }
    }

    private static void rest(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
