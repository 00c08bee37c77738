package exo.db;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Every command that the matrix has a line for. */
final class FaultSteps {
    private FaultSteps() {}

    /** All of them, made anew: one keeps what it saw of its database. */
    static List<FaultStep> all() {
        return Stream.of(
                        Arrays.stream(OldDatabase.values()).<FaultStep>map(UpgradeStep::new),
                        Stream.<FaultStep>of(new SealStep()),
                        Arrays.stream(KeyChangeStep.Operation.values()).<FaultStep>map(KeyChangeStep::new),
                        Stream.<FaultStep>of(new EnforceStep()),
                        Arrays.stream(AdoptionStep.Subject.values()).<FaultStep>map(AdoptionStep::new),
                        Arrays.stream(DropStep.Way.values()).<FaultStep>map(DropStep::new))
                .flatMap(steps -> steps)
                .toList();
    }

    /** Those of that name, and those whose names begin with it: {@code migrate} is all upgrades. */
    static List<FaultStep> named(String name) {
        List<FaultStep> exact =
                all().stream().filter(step -> step.name().equals(name)).toList();
        List<FaultStep> found = exact.isEmpty()
                ? all().stream()
                        .filter(step -> step.name().startsWith(name + "-"))
                        .toList()
                : exact;
        if (found.isEmpty()) {
            throw new IllegalArgumentException("no step is called " + name + ": there are "
                    + all().stream().map(FaultStep::name).toList());
        }
        return found;
    }
}
