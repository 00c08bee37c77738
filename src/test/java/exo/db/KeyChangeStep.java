package exo.db;

import exo.db.crypto.Cell;
import exo.db.crypto.Envelope;
import exo.db.crypto.Keyring;
import exo.db.crypto.Opened;
import exo.db.crypto.RootKey;
import exo.db.database.Session;
import exo.db.failure.ExoException;
import exo.db.keyring.KeyringReader;
import exo.db.testing.TestDatabase;
import exo.db.testing.TestKeys;
import exo.db.testing.TestSessions;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Changes of the keys: at any time one key is active, a root key that should opens the keyring, and a value that was
 * sealed before opens.
 */
final class KeyChangeStep implements FaultStep {
    private static final String OTHER_KEY = "ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221101";
    private static final Cell CELL = new Cell("log_sinks", "config", "00000000-0000-0000-0000-000000000001");

    private final Operation operation;
    private String sealed = "";

    KeyChangeStep(Operation operation) {
        this.operation = operation;
    }

    /** What is done to the keys, and with which of them at hand. */
    enum Operation {
        ROTATE(MigrateStage.KEY, MigrateStage.KEY, "rotate"),
        REWRAP(MigrateStage.KEY, OTHER_KEY, "rewrap"),
        REWRAP_FINISH(OTHER_KEY, OTHER_KEY, "rewrap --finish"),
        REWRAP_ABORT(MigrateStage.KEY, MigrateStage.KEY, "rewrap --abort");

        private final String key;
        private final String opensAfterwards;
        private final String words;

        Operation(String key, String opensAfterwards, String words) {
            this.key = key;
            this.opensAfterwards = opensAfterwards;
            this.words = words;
        }
    }

    @Override
    public String name() {
        return operation.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public void prepare(TestDatabase empty) throws SQLException {
        new MigrateStage(empty).migrate();
        try (Session session = TestSessions.open(empty);
                RootKey key = TestKeys.rootKey();
                Keyring keyring = Keyring.open(KeyringReader.entries(session), key)) {
            sealed = Envelope.seal(keyring, CELL, "{}");
        }
        // A retired key is there too, and values of it.
        run(empty, Operation.ROTATE);
        if (operation == Operation.REWRAP_FINISH || operation == Operation.REWRAP_ABORT) {
            run(empty, Operation.REWRAP);
        }
    }

    private static void run(TestDatabase database, Operation operation) {
        FaultStep step = new KeyChangeStep(operation);
        Map<String, String> environment = FaultTrials.environment(step, database.dsn());
        CommandRun run = CommandRun.of(environment, step.line().toArray(String[]::new));
        if (run.code() != 0) {
            throw new IllegalStateException(operation + " fails where nobody disturbs it: " + run.err());
        }
    }

    @Override
    public List<String> line() {
        return List.of(("bootstrap-keyring " + operation.words + " --yes").split(" ", -1));
    }

    @Override
    public Map<String, String> environment() {
        return Map.of("EXO_ENCRYPTION_KEY", operation.key, "EXO_ENCRYPTION_KEY_NEXT", OTHER_KEY);
    }

    @Override
    public List<String> lost(TestDatabase database) throws SQLException {
        String active = new MigrateStage(database).value("select count(*) from encryption_keys where state = 'active'");
        if (!active.equals("1")) {
            return List.of(active + " keys are active");
        }
        return unreadable(database, operation.key);
    }

    @Override
    public List<String> unfinished(TestDatabase database) {
        return unreadable(database, operation.opensAfterwards);
    }

    private List<String> unreadable(TestDatabase database, String hexKey) {
        try (Session session = TestSessions.open(database);
                RootKey key = RootKey.load(Map.of("EXO_ENCRYPTION_KEY", hexKey), null);
                Keyring keyring = Keyring.open(KeyringReader.entries(session), key)) {
            boolean opens = Envelope.open(keyring, CELL, sealed).equals(new Opened.Plaintext("{}"));
            return opens ? List.of() : List.of("a value does not open");
        } catch (ExoException e) {
            return List.of(e.id());
        }
    }

    /** A rotation makes another key each time; of the others a second one has nothing left to do. */
    @Override
    public boolean isSettled(CommandRun run) {
        return run.code() == 0;
    }
}
