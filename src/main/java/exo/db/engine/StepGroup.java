package exo.db.engine;

import exo.db.schema.Change;
import exo.db.schema.Plan;
import exo.db.schema.QualifiedName;
import exo.db.schema.Scope;
import exo.db.schema.Stage;
import exo.db.schema.Step;
import exo.db.schema.TableLock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Neighbours in a plan that go to the server together.
 *
 * @param number of the first step in its plan, from 1
 */
record StepGroup(List<Step> steps, int number) {
    StepGroup {
        steps = List.copyOf(steps);
    }

    /** The steps of a plan in their order, each in one group. */
    static List<StepGroup> of(Plan plan) {
        List<StepGroup> groups = new ArrayList<>();
        int first = 0;
        while (first < plan.steps().size()) {
            int end = first + 1;
            while (end < plan.steps().size()
                    && belongTogether(plan.steps().get(first), plan.steps().get(end))) {
                end++;
            }
            groups.add(new StepGroup(plan.steps().subList(first, end), first + 1));
            first = end;
        }
        return groups;
    }

    /**
     * Steps of what nobody uses yet, and brief ones whose locks no writer waits for: a transaction for each would be a
     * round trip and a flush of the log for each.
     */
    private static boolean belongTogether(Step one, Step next) {
        return one.scope() == Scope.SHARED
                ? next.scope() == Scope.SHARED
                : isGentle(one) && isGentle(next) && one.stage() == next.stage();
    }

    private static boolean isGentle(Step step) {
        return step.scope() == Scope.OWN
                && !step.locks().isEmpty()
                && step.locks().stream().noneMatch(lock -> lock.mode().blocksWriters())
                && !PlanExecutor.isLong(step.change());
    }

    Step first() {
        return steps.getFirst();
    }

    boolean isSingle() {
        return steps.size() == 1;
    }

    /** Whether the steps need each other's transaction, and not only the saving. */
    boolean isShared() {
        return first().scope() == Scope.SHARED;
    }

    /** Each step as a group of its own. */
    List<StepGroup> apart() {
        return Stream.iterate(0, index -> index + 1)
                .limit(steps.size())
                .map(index -> new StepGroup(List.of(steps.get(index)), number + index))
                .toList();
    }

    /** The steps of one stage, in order; empty where it has none here. */
    List<Step> of(Stage stage) {
        return steps.stream().filter(step -> step.stage() == stage).toList();
    }

    /** The tables that autovacuum is at where it is in the way. */
    List<QualifiedName> vacuumed() {
        return first().change() instanceof Change.AttachIndex attach
                ? List.of(attach.leaf())
                : locks().stream().map(TableLock::table).distinct().toList();
    }

    /** All locks, in the one order that everybody takes them in: by name, and so a parent before its partitions. */
    List<TableLock> locks() {
        return steps.stream()
                .flatMap(step -> step.locks().stream())
                .distinct()
                .sorted(Comparator.comparing((TableLock lock) -> lock.table().toString())
                        .thenComparing(TableLock::mode, Comparator.reverseOrder()))
                .toList();
    }
}
