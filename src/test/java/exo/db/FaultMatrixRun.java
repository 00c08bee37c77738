package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.FaultMatrix.Effort;
import exo.db.testing.StruckServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every step through every fault, with real processes of the launcher, and the same with a safeguard taken out, which
 * has to show. {@code scripts/faults/run} starts it, on a small disk, and nothing else does.
 */
final class FaultMatrixRun {
    private static final Effort EFFORT = new Effort(
            Integer.getInteger("exo.faults.strikes", 10),
            Integer.getInteger("exo.faults.moments", 50),
            Integer.getInteger("exo.faults.rounds", 3),
            Long.getLong("exo.faults.seed", System.nanoTime()));

    private static final Path DISK = Path.of(System.getProperty("exo.faults.disk", ""));
    private static final Path JSON = Path.of(System.getProperty("exo.faults.json", "target/faults.json"));

    @Test
    void everyStepGetsThereThroughEveryFault() throws SQLException, IOException {
        System.out.println("seed " + EFFORT.seed() + "\n" + FaultCell.HEADING);
        try (StruckServer machine = StruckServer.start(Files.createTempDirectory(DISK, "server"))) {
            FaultMatrix matrix = new FaultMatrix(machine, EFFORT, named("exo.faults.chosen"));

            for (FaultStep step : steps()) {
                matrix.put(step, CommandClient.PROGRAM);
            }

            Files.writeString(JSON, matrix.json() + "\n");
            assertThat(matrix.cells().stream().filter(cell -> !cell.isGreen())).isEmpty();
        }
    }

    @Test
    void aSafeguardThatIsTakenOutShows(@TempDir Path directory) throws SQLException, IOException {
        try (StruckServer machine = StruckServer.start(Files.createTempDirectory(DISK, "server"))) {
            for (Safeguard safeguard : Safeguard.values()) {
                Path classes = Files.createDirectory(directory.resolve(safeguard.name()));
                safeguard.takeOut(classes);
                System.out.println("without " + safeguard + "\n" + FaultCell.HEADING);
                FaultMatrix matrix = new FaultMatrix(machine, EFFORT, safeguard.fault()::equals);

                matrix.put(safeguard.step(), CommandClient.behind(classes));

                assertThat(matrix.cells()).as("without %s", safeguard).anyMatch(cell -> !cell.isGreen());
            }
        }
    }

    private static List<FaultStep> steps() {
        String names = System.getProperty("exo.faults.steps", "").strip();
        return names.isEmpty()
                ? FaultSteps.all()
                : Arrays.stream(names.split(" +", -1))
                        .flatMap(name -> FaultSteps.named(name).stream())
                        .toList();
    }

    /** Those whose names begin with one of the words, which have hyphens for blanks; all where there is none. */
    private static Predicate<String> named(String property) {
        String names = System.getProperty(property, "").strip();
        return name -> names.isEmpty()
                || Arrays.stream(names.split(" +", -1))
                        .anyMatch(word -> name.replace(' ', '-').startsWith(word));
    }
}
