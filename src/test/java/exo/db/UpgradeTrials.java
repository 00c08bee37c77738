package exo.db;

import exo.db.MigrateClient.Running;
import exo.db.testing.CatalogListing;
import exo.db.testing.Contents;
import exo.db.testing.TestDatabase;
import exo.db.testing.WireProxy;
import exo.db.testing.WireProxy.Verdict;
import exo.db.testing.WireProxy.Victim;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Upgrades one old database again and again, each time a copy of it, and holds what comes out against an upgrade that
 * nobody disturbed.
 *
 * <p>It knows nothing of how an upgrade goes about its work: what it strikes at are statements on the wire, and what it
 * looks at are the catalog, the rows and exit codes.
 */
final class UpgradeTrials {
    /** Done, unreachable, locked, stopped part way: what a boot that was struck may end with, to be run again. */
    private static final Set<Integer> HONEST = Set.of(0, 10, 11, 15);

    private static final String DEADLOCKS =
            "select coalesce(sum(deadlocks), 0) from pg_stat_database where datname = current_database()";

    private final TestDatabase old;
    private final Contents contents;
    private final List<String> undisturbed;
    private final List<String> statements;

    /** Makes the old database in one that is empty, and upgrades a copy of it. */
    UpgradeTrials(TestDatabase database, OldDatabase kind) throws SQLException, IOException {
        this.old = database;
        kind.make(new MigrateStage(database));
        this.contents = Contents.of(database);
        TestDatabase copy = database.copy();
        try (WireProxy proxy = WireProxy.to(copy)) {
            CommandRun run = MigrateStage.migrateTo(copy.dsnThrough(proxy));
            if (run.code() != 0) {
                throw new IllegalStateException("an upgrade that nobody disturbs fails: " + run.err());
            }
            this.statements = proxy.turns().stream().flatMap(List::stream).toList();
        }
        this.undisturbed = CatalogListing.of(copy);
        copy.discard();
    }

    /** The statements of an upgrade that nobody disturbs. */
    List<String> statements() {
        return statements;
    }

    /** Starts several at once, and returns what is wrong afterwards. */
    List<String> race(int replicas, MigrateClient client) throws SQLException, IOException {
        TestDatabase copy = old.copy();
        List<Running> running = new ArrayList<>();
        for (int replica = 0; replica < replicas; replica++) {
            running.add(client.start(copy.dsn()));
        }
        List<String> wrong = new ArrayList<>();
        for (Running replica : running) {
            int code = replica.exit().getAsInt();
            if (code != 0) {
                wrong.add("a replica ended with " + code);
            }
        }
        String deadlocks = new MigrateStage(copy).value(DEADLOCKS);
        if (!"0".equals(deadlocks)) {
            wrong.add(deadlocks + " deadlocks");
        }
        wrong.addAll(differences(copy));
        copy.discard();
        return wrong;
    }

    /** Strikes an upgrade at one of its statements, from one, and runs it again. */
    Trial strike(Fault fault, int statement, MigrateClient client) throws SQLException, IOException {
        TestDatabase copy = old.copy();
        CompletableFuture<String> struck = new CompletableFuture<>();
        int exit = runStruck(copy, fault, statement, client, struck);
        List<String> wrong = new ArrayList<>();
        boolean killed = fault.killsClient() && struck.isDone();
        if (!killed && !HONEST.contains(exit)) {
            wrong.add("the struck run ended with " + exit);
        }
        CommandRun again = new MigrateStage(copy).migrate();
        if (again.code() != 0) {
            wrong.add("the next run ended with " + again.code() + ": " + again.err());
        }
        wrong.addAll(differences(copy));
        copy.discard();
        return new Trial(fault, statement, struck.getNow(""), exit, wrong);
    }

    private static int runStruck(
            TestDatabase copy, Fault fault, int statement, MigrateClient client, CompletableFuture<String> struck)
            throws IOException {
        try (WireProxy proxy = WireProxy.to(copy)) {
            CompletableFuture<Running> running = new CompletableFuture<>();
            proxy.strikeAt(statement, fault.moment(), victim -> {
                struck.complete(victim.statement());
                return carryOut(fault, copy, victim, running);
            });
            Running started = client.start(copy.dsnThrough(proxy));
            running.complete(started);
            return started.exit().getAsInt();
        }
    }

    private static Verdict carryOut(
            Fault fault, TestDatabase database, Victim victim, CompletableFuture<Running> running) {
        if (fault.killsServer()) {
            database.terminate(victim.backend());
            return Verdict.PASS_ON;
        }
        if (fault.killsClient()) {
            running.join().kill().run();
        }
        return Verdict.CUT;
    }

    /** What an upgraded copy has otherwise than it should. */
    List<String> differences(TestDatabase copy) throws SQLException {
        List<String> wrong = new ArrayList<>(CatalogListing.difference(undisturbed, CatalogListing.of(copy)));
        contents.missingIn(copy).forEach(row -> wrong.add("lost: " + row));
        CommandRun look = new MigrateStage(copy).migrate();
        if (look.code() != 0 || !look.out().startsWith("nothing to do")) {
            wrong.add("one more run ended with " + look.code() + ": " + look.out() + look.err());
        }
        return wrong;
    }

    /**
     * What came of one strike.
     *
     * @param struck the statement, or nothing where the run had ended before
     * @param exit the exit code of the run that was struck
     * @param wrong what is not as it should be after the next run
     */
    record Trial(Fault fault, int statement, String struck, int exit, List<String> wrong) {
        boolean converged() {
            return wrong.isEmpty();
        }

        boolean lostRows() {
            return wrong.stream().anyMatch(line -> line.startsWith("lost: "));
        }

        @Override
        public String toString() {
            return fault + " statement " + statement + " ("
                    + struck.lines().findFirst().orElse("not reached") + "), exit " + exit + ": "
                    + String.join("; ", wrong);
        }
    }
}
