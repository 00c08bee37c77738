package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.UpgradeTrials.Trial;
import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every fault at every statement of every upgrade, and races of real processes, with a table of what came of them. It
 * takes an hour or more, so {@code scripts/faults/run} starts it and nothing else does.
 */
@ExtendWith(PostgresExtension.class)
final class UpgradeFaultsRun {
    private static final int REPLICAS = 8;
    private static final int EVERY = Integer.getInteger("exo.faults.every", 1);
    private static final int ROUNDS = Integer.getInteger("exo.faults.rounds", 20);
    private static final String CHOSEN = System.getProperty("exo.faults.databases", "");

    private final TestDatabase database;

    UpgradeFaultsRun(TestDatabase database) {
        this.database = database;
    }

    @ParameterizedTest
    @MethodSource("chosen")
    void strikesAtEveryStatement(OldDatabase old) throws SQLException, IOException {
        UpgradeTrials trials = new UpgradeTrials(database, old);
        List<Trial> failed = new ArrayList<>();

        for (Fault fault : Fault.values()) {
            List<Trial> done = new ArrayList<>();
            MigrateClient client = fault.killsClient() ? MigrateClient.PROGRAM : MigrateClient.IN_PROCESS;
            for (int statement = 1; statement <= trials.statements().size(); statement += EVERY) {
                done.add(trials.strike(fault, statement, client));
            }
            System.out.println(row(old, fault, done));
            done.stream().filter(trial -> !trial.converged()).forEach(failed::add);
        }

        failed.forEach(System.out::println);
        assertThat(failed).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("chosen")
    void races(OldDatabase old) throws SQLException, IOException {
        UpgradeTrials trials = new UpgradeTrials(database, old);
        List<String> wrong = new ArrayList<>();

        for (int round = 0; round < ROUNDS; round++) {
            wrong.addAll(trials.race(REPLICAS, MigrateClient.PROGRAM));
        }

        System.out.printf("%-18s %d rounds of %d processes: %s%n", old, ROUNDS, REPLICAS, wrong);
        assertThat(wrong).isEmpty();
    }

    /** Those that were asked for; all where none was named. */
    static List<OldDatabase> chosen() {
        return Stream.of(OldDatabase.values())
                .filter(old -> CHOSEN.isEmpty() || List.of(CHOSEN.split(" ")).contains(old.toString()))
                .toList();
    }

    private static String row(OldDatabase old, Fault fault, List<Trial> done) {
        long struck = done.stream().filter(trial -> !trial.struck().isEmpty()).count();
        long converged = done.stream().filter(Trial::converged).count();
        long lost = done.stream().filter(Trial::lostRows).count();
        String exits = done.stream()
                .collect(Collectors.groupingBy(Trial::exit, TreeMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .map(exit -> exit.getKey() + " (" + exit.getValue() + ")")
                .collect(Collectors.joining(", "));
        return String.format(
                "%-18s %-22s struck %4d of %4d  converged %4d  with lost rows %d  exit %s",
                old, fault, struck, done.size(), converged, lost, exits);
    }
}
