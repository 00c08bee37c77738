package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.testing.PostgresTries;
import exo.db.testing.StruckServer;
import exo.db.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One fault of each kind, in turn over the steps: a sample of what {@code scripts/faults/run} does. */
final class FaultMatrixIT {
    private static final List<Hardship> HARDSHIPS =
            List.of(Hardship.TERMINATED_AT_ANY_MOMENT, Hardship.EIGHT_AT_ONCE, Hardship.LOCK_STORM, Hardship.READ_ONLY);

    @Test
    void everyStepGetsThere(@TempDir Path disk) throws SQLException, IOException {
        List<FaultStep> steps = FaultSteps.all();
        List<Fault> faults = Stream.of(Fault.values())
                .filter(fault -> !fault.killsClient() && fault != Fault.DISK_FULL)
                .toList();
        List<Trial> done = new ArrayList<>();

        try (StruckServer machine = StruckServer.start(disk)) {
            for (int number = 0; number < steps.size(); number++) {
                FaultStep step = steps.get(number);
                Fault first = faults.get(number % faults.size());
                Hardship whole = HARDSHIPS.get(number % HARDSHIPS.size());
                PostgresTries.run(machine.server(), empty -> done.addAll(struck(empty, machine, step, first, whole)));
            }
        }

        assertThat(done).hasSizeGreaterThan(steps.size()).allMatch(Trial::converged);
    }

    private static List<Trial> struck(
            TestDatabase empty, StruckServer machine, FaultStep step, Fault fault, Hardship hardship)
            throws SQLException, IOException {
        FaultTrials trials = new FaultTrials(empty, step, machine);
        List<Trial> done = new ArrayList<>();
        List<Integer> places = trials.places(fault);
        if (!places.isEmpty()) {
            done.add(trials.strike(fault, places.get(places.size() * 2 / 3), CommandClient.IN_PROCESS));
        }
        done.add(trials.suffer(hardship, CommandClient.IN_PROCESS, Duration.ofMillis(100)));
        return done;
    }

    @Test
    void anAbsentSafeguardShows(@TempDir Path disk, @TempDir Path classes) throws SQLException, IOException {
        Safeguard.RECORD.takeOut(classes);
        FaultStep step = new EnforceStep();
        List<Trial> done = new ArrayList<>();

        try (StruckServer machine = StruckServer.start(disk)) {
            PostgresTries.run(machine.server(), empty -> {
                FaultTrials trials = new FaultTrials(empty, step, machine);
                done.add(trials.suffer(Hardship.LITTLE_MEMORY, CommandClient.behind(classes), Duration.ZERO));
            });
        }

        assertThat(done).noneMatch(Trial::converged);
    }
}
