package exo.db;

import exo.db.testing.CatalogListing;
import exo.db.testing.Contents;
import exo.db.testing.TestDatabase;
import exo.db.testing.WireProxy;
import exo.db.testing.WireProxy.Moment;
import exo.db.testing.WireProxy.Verdict;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Adopts the session events of one database again and again, each time a copy of it, and is struck each time. */
final class AdoptionTrials {
    /** Done, unreachable, locked, stopped part way: to be run again. */
    private static final Set<Integer> HONEST = Set.of(0, 10, 11, 15);

    private final TestDatabase old;
    private final Function<String, CommandRun> adoption;
    private final Contents contents;
    private final List<String> undisturbed;
    private final int statements;

    /**
     * @param old as migrate leaves it
     * @param adoption runs the command on the database of a connection string
     */
    AdoptionTrials(TestDatabase old, Function<String, CommandRun> adoption) throws SQLException, IOException {
        this.old = old;
        this.adoption = adoption;
        this.contents = Contents.of(old);
        TestDatabase copy = old.copy();
        try (WireProxy proxy = WireProxy.to(copy)) {
            CommandRun run = adoption.apply(copy.dsnThrough(proxy));
            if (run.code() != 0) {
                throw new IllegalStateException("an adoption that nobody disturbs fails: " + run.err());
            }
            this.statements = (int) proxy.statements();
        }
        this.undisturbed = CatalogListing.of(copy);
        copy.discard();
    }

    /** How many statements an adoption that nobody disturbs takes. */
    int statements() {
        return statements;
    }

    /** Kills the server's process while it works on that statement, runs again, and returns what is wrong then. */
    List<String> strike(int statement) throws SQLException, IOException {
        TestDatabase copy = old.copy();
        List<String> wrong = new ArrayList<>();
        try (WireProxy proxy = WireProxy.to(copy)) {
            proxy.strikeAt(statement, Moment.DURING, victim -> {
                copy.terminate(victim.backend());
                return Verdict.PASS_ON;
            });
            CommandRun struck = adoption.apply(copy.dsnThrough(proxy));
            if (!HONEST.contains(struck.code())) {
                wrong.add("the struck run ended with " + struck.code() + ": " + struck.err());
            }
        }
        CommandRun again = adoption.apply(copy.dsn());
        if (again.code() != 0) {
            wrong.add("the next run ended with " + again.code() + ": " + again.err());
        }
        wrong.addAll(CatalogListing.difference(undisturbed, CatalogListing.of(copy)));
        contents.missingIn(copy).stream()
                .filter(row -> row.startsWith("session_events"))
                .forEach(row -> wrong.add("lost: " + row));
        copy.discard();
        return wrong.stream()
                .map(line -> "statement " + statement + ": " + line)
                .toList();
    }
}
