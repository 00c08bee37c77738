package exo.db;

import exo.db.engine.JsonText;
import exo.db.testing.PostgresTries;
import exo.db.testing.StruckServer;
import exo.db.testing.TestDatabase;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Puts steps through faults on a server of its own, and prints a line for each cell when it is done. */
final class FaultMatrix {
    private final StruckServer machine;
    private final Effort effort;
    private final Predicate<String> chosen;
    private final Random random;
    private final List<FaultCell> cells = new ArrayList<>();

    /** @param chosen which faults, by their names in the table */
    FaultMatrix(StruckServer machine, Effort effort, Predicate<String> chosen) {
        this.machine = machine;
        this.effort = effort;
        this.chosen = chosen;
        this.random = new Random(effort.seed());
    }

    /**
     * How much is tried of each cell.
     *
     * @param strikes statements, evenly over the run
     * @param moments random ones
     * @param rounds of what befalls a run as a whole
     */
    record Effort(int strikes, int moments, int rounds, long seed) {}

    /** @param client starts the runs that are struck; what clears up after them is always the program as it is */
    void put(FaultStep step, CommandClient client) throws SQLException, IOException {
        PostgresTries.run(machine.server(), empty -> fill(empty, step, client));
    }

    private void fill(TestDatabase empty, FaultStep step, CommandClient client) throws SQLException, IOException {
        FaultTrials trials = new FaultTrials(empty, step, machine);
        for (Fault fault : Fault.values()) {
            List<Integer> places = trials.places(fault);
            if (!chosen.test(fault.toString()) || places.isEmpty()) {
                continue;
            }
            List<Trial> done = new ArrayList<>();
            for (int place : spread(places)) {
                done.add(trials.strike(fault, place, fault.movesTheClock() ? CommandClient.IN_PROCESS : client));
            }
            add(new FaultCell(step.name(), fault.toString(), done));
        }
        Duration whole = trials.duration(client);
        for (Hardship hardship : Hardship.values()) {
            if (chosen.test(hardship.toString())) {
                List<Trial> done = new ArrayList<>();
                for (int round = 0; round < (hardship.isSudden() ? effort.moments() : effort.rounds()); round++) {
                    Duration moment = Duration.ofMillis(random.nextLong(whole.toMillis() + 1));
                    done.add(trials.suffer(hardship, client, moment));
                }
                add(new FaultCell(step.name(), hardship.toString(), done));
            }
        }
    }

    private List<Integer> spread(List<Integer> places) {
        int count = Math.min(effort.strikes(), places.size());
        // Not the first of each part: what is struck at all parts' beginnings would be the session's own.
        return IntStream.range(0, count)
                .mapToObj(part -> places.get((part * 2 + 1) * places.size() / (2 * count)))
                .toList();
    }

    private void add(FaultCell cell) {
        cells.add(cell);
        System.out.println(cell.row());
        cell.trials().stream().filter(trial -> !trial.converged()).forEach(trial -> System.out.println("    " + trial));
    }

    List<FaultCell> cells() {
        return List.copyOf(cells);
    }

    /** All cells as one JSON object. */
    String json() {
        return JsonText.of(json -> {
            json.writeStartObject();
            json.writeNumberField("seed", effort.seed());
            json.writeArrayFieldStart("cells");
            for (FaultCell cell : cells) {
                cell.write(json);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }
}
