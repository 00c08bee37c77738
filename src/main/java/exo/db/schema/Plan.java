package exo.db.schema;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The steps from an observed state to a wanted one, in the order they must run. Building one touches nothing. */
public record Plan(List<Step> steps, List<Pending> pending) {
    /** Steps named in one warning: it is repeated at every boot, and the list of partitions shows them all. */
    private static final int MOST_NAMED = 3;

    /** The plan that does nothing. */
    public static final Plan EMPTY = new Plan(List.of(), List.of());

    public Plan {
        steps = List.copyOf(steps);
        pending = List.copyOf(pending);
    }

    /** Whether no step is to be taken; something may still be pending. */
    public boolean isEmpty() {
        return steps.isEmpty();
    }

    /** This plan and then the other. */
    public Plan then(Plan other) {
        List<Step> allSteps = new ArrayList<>(steps);
        allSteps.addAll(other.steps);
        List<Pending> allPending = new ArrayList<>(pending);
        allPending.addAll(other.pending);
        return new Plan(allSteps, allPending);
    }

    /** The same steps, stage by stage; within a stage as they were. */
    public Plan inStageOrder() {
        List<Step> sorted = new ArrayList<>(steps);
        sorted.sort(Comparator.comparing(Step::stage));
        return new Plan(sorted, pending);
    }

    /** The steps of one stage, in order. */
    public List<Step> stepsOf(Stage stage) {
        return steps.stream().filter(step -> step.stage() == stage).toList();
    }

    /**
     * This plan without the steps that own up to a hazard which is not allowed; one pending item tells of all of them.
     */
    public Plan allowing(Set<Hazard> allowed) {
        List<Step> kept = new ArrayList<>();
        Map<Hazard, List<String>> stopped = new EnumMap<>(Hazard.class);
        for (Step step : steps) {
            Set<Hazard> unnamed = EnumSet.noneOf(Hazard.class);
            unnamed.addAll(step.hazards());
            unnamed.removeAll(allowed);
            if (unnamed.isEmpty()) {
                kept.add(step);
            } else {
                stopped.computeIfAbsent(unnamed.iterator().next(), hazard -> new ArrayList<>())
                        .add(ChangeText.of(step.change()));
            }
        }
        List<Pending> left = new ArrayList<>(pending);
        stopped.forEach((hazard, changes) -> left.add(leftOut(hazard, changes)));
        return new Plan(kept, left);
    }

    private static Pending leftOut(Hazard hazard, List<String> changes) {
        String count = changes.size() == 1 ? "1 step is left out" : changes.size() + " steps are left out";
        return new Pending(hazard.pendingId(), count + ": " + hazard.why() + ": " + named(changes), hazard.next());
    }

    private static String named(List<String> changes) {
        String first = changes.stream().limit(MOST_NAMED).collect(Collectors.joining("; "));
        return changes.size() <= MOST_NAMED ? first : first + "; and " + (changes.size() - MOST_NAMED) + " more";
    }

    /** Every hazard that some step owns up to. */
    public Set<Hazard> hazards() {
        Set<Hazard> all = EnumSet.noneOf(Hazard.class);
        steps.forEach(step -> all.addAll(step.hazards()));
        return all;
    }
}
