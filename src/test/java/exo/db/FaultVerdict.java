package exo.db;

import exo.db.testing.CatalogListing;
import exo.db.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Judges a database after a fault, and after the command was run again, by one that nobody disturbed. */
final class FaultVerdict {
    /** Done, unreachable, locked, stopped part way: what a run that was struck may end with, to be run again. */
    static final Set<Integer> HONEST = Set.of(0, 10, 11, 15);

    /** 128 and the number of SIGKILL. */
    static final int KILLED = 137;

    private static final String STRANGERS = "select pid from pg_stat_activity where datname = current_database()"
            + " and pid <> pg_backend_pid() and backend_type = 'client backend'";

    private final FaultStep step;
    private final List<String> catalog;
    private final List<String> record;

    private FaultVerdict(FaultStep step, List<String> catalog, List<String> record) {
        this.step = step;
        this.catalog = catalog;
        this.record = record;
    }

    /** By that database, on which the command has done all that it does. */
    static FaultVerdict of(FaultStep step, TestDatabase undisturbed) throws SQLException {
        return new FaultVerdict(step, CatalogListing.of(undisturbed), lines(undisturbed, step.record()));
    }

    static CommandRun run(FaultStep step, String dsn) {
        return CommandRun.of(FaultTrials.environment(step, dsn), step.line().toArray(String[]::new));
    }

    /**
     * Judges, and runs the command again.
     *
     * @param runs those that met with the fault
     * @param allowed the exit codes that they may end with
     */
    Trial on(TestDatabase copy, String what, String where, List<CommandRun> runs, Set<Integer> allowed)
            throws SQLException {
        List<String> wrong = new ArrayList<>();
        boolean saidDone = false;
        for (CommandRun run : runs) {
            if (!allowed.contains(run.code()) && !step.isDone(run)) {
                wrong.add("the struck run ended with " + run.code() + ": " + run.err());
            }
            saidDone |= step.isDone(run) && run.code() == 0 && !leftSomething(run);
        }
        List<String> lost = new ArrayList<>(lost(copy));
        CommandRun again = run(step, copy.dsn());
        if (!step.isDone(again)) {
            wrong.add("the next run ended with " + again.code() + ": " + again.err());
        }
        boolean settled = step.isSettled(again);
        if (saidDone && !settled) {
            wrong.add("it said that it was done, and the next run found work: " + again.out());
        }
        // Before another run: it would mend what is missing.
        wrong.addAll(imperfections(copy));
        if (!settled) {
            wrong.addAll(unsettled(copy));
        }
        lost.addAll(step.lost(copy));
        return new Trial(what, where, runs.stream().map(CommandRun::code).toList(), lost, wrong);
    }

    /** Steps that were put off for a lock, and warnings of what a boot leaves out for it. */
    private static boolean leftSomething(CommandRun run) {
        return run.err().contains("put off") || run.out().contains("put off");
    }

    /** What is not as it should be when all is done. */
    List<String> unfinished(TestDatabase copy) throws SQLException {
        List<String> wrong = new ArrayList<>(imperfections(copy));
        wrong.addAll(unsettled(copy));
        return wrong;
    }

    private List<String> unsettled(TestDatabase copy) {
        CommandRun look = run(step, copy.dsn());
        return step.isSettled(look)
                ? List.of()
                : List.of("one more run ended with " + look.code() + ": " + look.out() + look.err());
    }

    private List<String> imperfections(TestDatabase copy) throws SQLException {
        List<String> wrong = new ArrayList<>(CatalogListing.difference(catalog, CatalogListing.of(copy)));
        List<String> written = lines(copy, step.record());
        record.stream().filter(line -> !written.contains(line)).forEach(line -> wrong.add("not on record: " + line));
        wrong.addAll(step.unfinished(copy));
        return wrong;
    }

    /** A look at rows that the server still moves, for a client that is gone, counts only when it has ended. */
    private List<String> lost(TestDatabase copy) throws SQLException {
        List<String> lost = step.lost(copy);
        if (lost.isEmpty()) {
            return lost;
        }
        while (!lines(copy, STRANGERS).isEmpty()) {
            Thread.onSpinWait();
        }
        return step.lost(copy);
    }

    private static List<String> lines(TestDatabase database, String query) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<String> lines = new ArrayList<>();
            while (rows.next()) {
                lines.add(rows.getString(1));
            }
            return lines;
        }
    }
}
