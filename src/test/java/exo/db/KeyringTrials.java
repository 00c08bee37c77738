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
import exo.db.testing.WireProxy;
import exo.db.testing.WireProxy.Moment;
import exo.db.testing.WireProxy.Verdict;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Changes the keys of one database again and again, each time a copy of it, and is struck each time: afterwards one key
 * is active, a root key that should opens the keyring, and a value that was sealed before opens.
 */
final class KeyringTrials {
    private static final String OLD_KEY = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    private static final String NEW_KEY = "ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221101";

    /** Done, unreachable, locked, stopped part way: to be run again. */
    private static final Set<Integer> HONEST = Set.of(0, 10, 11, 15);

    private static final Cell CELL = new Cell("log_sinks", "config", "00000000-0000-0000-0000-000000000001");

    private final Operation operation;
    private final TestDatabase before;
    private final String sealed;
    private final int statements;

    /** @param database empty */
    KeyringTrials(TestDatabase database, Operation operation) throws SQLException, IOException {
        this.operation = operation;
        this.before = database;
        new MigrateStage(database).migrate();
        try (Session session = TestSessions.open(database);
                RootKey key = TestKeys.rootKey();
                Keyring keyring = Keyring.open(KeyringReader.entries(session), key)) {
            sealed = Envelope.seal(keyring, CELL, "{}");
        }
        // A retired key is there too, and values of it.
        run(database.dsn(), Operation.ROTATE);
        if (operation == Operation.FINISH || operation == Operation.ABORT) {
            run(database.dsn(), Operation.REWRAP);
        }
        TestDatabase copy = before.copy();
        try (WireProxy proxy = WireProxy.to(copy)) {
            run(copy.dsnThrough(proxy), operation);
            statements = (int) proxy.statements();
        }
        copy.discard();
    }

    /** What is done to the keys, and with which of them at hand. */
    enum Operation {
        ROTATE(OLD_KEY, OLD_KEY, "rotate"),
        REWRAP(OLD_KEY, NEW_KEY, "rewrap"),
        FINISH(NEW_KEY, NEW_KEY, "rewrap --finish"),
        ABORT(OLD_KEY, OLD_KEY, "rewrap --abort");

        private final String key;
        private final String opensAfterwards;
        private final String words;

        Operation(String key, String opensAfterwards, String words) {
            this.key = key;
            this.opensAfterwards = opensAfterwards;
            this.words = words;
        }

        private String[] line() {
            return ("bootstrap-keyring " + words + " --yes").split(" ", -1);
        }

        private Map<String, String> environment(String dsn) {
            Map<String, String> environment = new HashMap<>();
            environment.put("EXO_DATABASE_DSN", dsn);
            environment.put("EXO_ENCRYPTION_KEY", key);
            environment.put("EXO_ENCRYPTION_KEY_NEXT", NEW_KEY);
            return environment;
        }
    }

    /** How many statements it takes when nobody disturbs it. */
    int statements() {
        return statements;
    }

    /** Cuts the connection at that statement, which for the server is what a killed client is. */
    List<String> cut(int statement, Moment moment) throws SQLException, IOException {
        TestDatabase copy = before.copy();
        List<String> wrong = new ArrayList<>();
        try (WireProxy proxy = WireProxy.to(copy)) {
            proxy.strikeAt(statement, moment, victim -> Verdict.CUT);
            CommandRun struck = CommandRun.of(operation.environment(copy.dsnThrough(proxy)), operation.line());
            if (!HONEST.contains(struck.code())) {
                wrong.add("the struck run ended with " + struck.code() + ": " + struck.err());
            }
        }
        return judged(copy, wrong, "statement " + statement + " " + moment);
    }

    /** Kills a process of its own at that statement. */
    List<String> kill(int statement, Moment moment) throws SQLException, IOException {
        TestDatabase copy = before.copy();
        List<String> wrong = new ArrayList<>();
        try (WireProxy proxy = WireProxy.to(copy)) {
            CompletableFuture<Process> running = new CompletableFuture<>();
            proxy.strikeAt(statement, moment, victim -> {
                running.join().destroyForcibly().onExit().join();
                return Verdict.CUT;
            });
            Process process = CommandProcess.start(operation.environment(copy.dsnThrough(proxy)), operation.line());
            running.complete(process);
            int exit = process.onExit().join().exitValue();
            // 128 and the number of SIGKILL.
            if (exit != 137) {
                wrong.add("it was not killed, and ended with " + exit);
            }
        }
        return judged(copy, wrong, "killed at statement " + statement + " " + moment);
    }

    private List<String> judged(TestDatabase copy, List<String> wrong, String when) throws SQLException {
        String between = soundness(copy, operation.key);
        if (!between.isEmpty()) {
            wrong.add("after the strike: " + between);
        }
        CommandRun again = CommandRun.of(operation.environment(copy.dsn()), operation.line());
        if (again.code() != 0) {
            wrong.add("the next run ended with " + again.code() + ": " + again.err());
        }
        String after = soundness(copy, operation.opensAfterwards);
        if (!after.isEmpty()) {
            wrong.add("after the next run: " + after);
        }
        copy.discard();
        return wrong.stream().map(line -> when + ": " + line).toList();
    }

    /** What is wrong with the keyring, if anything. */
    private String soundness(TestDatabase copy, String hexKey) throws SQLException {
        String active = new MigrateStage(copy).value("select count(*) from encryption_keys where state = 'active'");
        if (!active.equals("1")) {
            return active + " keys are active";
        }
        try (Session session = TestSessions.open(copy);
                RootKey key = RootKey.load(Map.of("EXO_ENCRYPTION_KEY", hexKey), null);
                Keyring keyring = Keyring.open(KeyringReader.entries(session), key)) {
            boolean opens = Envelope.open(keyring, CELL, sealed).equals(new Opened.Plaintext("{}"));
            return opens ? "" : "a value does not open";
        } catch (ExoException e) {
            return e.id();
        }
    }

    private static void run(String dsn, Operation operation) {
        CommandRun run = CommandRun.of(operation.environment(dsn), operation.line());
        if (run.code() != 0) {
            throw new IllegalStateException(operation + " fails where nobody disturbs it: " + run.err());
        }
    }
}
