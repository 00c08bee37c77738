package exo.db.command;

import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;
import exo.db.schema.ChangeText;
import exo.db.schema.Hazard;
import exo.db.schema.Plan;
import exo.db.schema.Step;
import java.util.List;

/** A plan was not applied, because nobody named a hazard in it; nothing has changed. */
final class PlanRefused extends ExoException {
    private static final long serialVersionUID = 1L;

    private final transient List<Step> steps;

    private PlanRefused(String id, String what, String why, String next, List<Step> steps) {
        super(ExitStatus.REFUSED, id, what, why, next, null);
        this.steps = List.copyOf(steps);
    }

    static PlanRefused hazardous(Plan plan, Hazard hazard) {
        List<Step> steps = plan.steps().stream()
                .filter(step -> step.hazards().contains(hazard))
                .toList();
        return new PlanRefused(
                "hazard." + hazard.id(),
                "nothing was done: " + count(steps) + " of the plan " + (steps.size() == 1 ? "is" : "are") + " "
                        + hazard.id(),
                hazard.why(),
                "look at the plan with --dry-run, then run again with --allow " + hazard.id(),
                steps);
    }

    @Override
    public List<Detail> details() {
        return steps.stream()
                .map(step -> new Detail(id(), ChangeText.of(step.change()), ""))
                .toList();
    }

    private static String count(List<Step> steps) {
        return steps.size() == 1 ? "1 step" : steps.size() + " steps";
    }
}
