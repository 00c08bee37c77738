package exo.db.render;

import exo.db.schema.ChangeText;
import exo.db.schema.Drift;
import exo.db.schema.Foresight;
import exo.db.schema.Hazard;
import exo.db.schema.Pending;
import exo.db.schema.Plan;
import exo.db.schema.Refusal;
import exo.db.schema.Stage;
import exo.db.schema.Step;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;

/** A plan for people: stage by stage, who waits for what, what is left out, and what it all comes to. */
final class PlanPage {
    /** A database of an ORM's differs in a hundred harmless ways, of which nobody reads more than the first. */
    private static final int NAMED_OF_A_KIND = 5;

    private final TextOutput out;

    PlanPage(TextOutput out) {
        this.out = out;
    }

    void show(Foresight foresight) {
        Plan plan = foresight.plan();
        for (Stage stage : Stage.values()) {
            List<Step> steps = plan.stepsOf(stage);
            if (!steps.isEmpty()) {
                out.line(out.paint().strong(stage.number() + "/6 " + stage.title() + ": " + extent(steps)));
                steps.forEach(this::show);
                out.line("");
            }
        }
        if (!plan.pending().isEmpty()) {
            leftOut(plan.pending());
        }
        if (!foresight.drift().isEmpty()) {
            drift(foresight.drift());
        }
        if (!foresight.refusals().isEmpty()) {
            refused(foresight.refusals());
        }
        out.line(
                plan.isEmpty()
                        ? "nothing to do" + leftOutToo(plan)
                        : PlanTotals.of(plan).sentence());
    }

    private static String extent(List<Step> steps) {
        long inUse = steps.stream().filter(PlanTotals::isOnTableInUse).count();
        return PlanText.count(steps.size(), "change") + ", "
                + (inUse == 0 ? "none" : inUse == steps.size() ? "all" : inUse)
                + (inUse == 1 ? " on a table in use" : " on tables in use");
    }

    private void show(Step step) {
        out.line("  " + ChangeText.of(step.change()));
        if (PlanTotals.isOnTableInUse(step)) {
            out.line("      " + PlanText.effect(step));
        }
        for (Hazard hazard : step.hazards()) {
            out.line("      " + out.paint().warning("hazard " + hazard.id() + ": ") + hazard.why());
        }
    }

    private void leftOut(List<Pending> items) {
        out.line(out.paint().strong("left out: " + items.size()));
        for (Pending item : items) {
            out.line("  " + out.paint().warning(item.id()) + "  " + item.what());
            out.line("      next: " + item.next());
        }
        out.line("");
    }

    private void drift(List<Drift> items) {
        out.line(out.paint().strong("not as declared, and left as it is: " + items.size()));
        items.stream()
                .collect(Collectors.groupingBy(Drift::id, LinkedHashMap::new, Collectors.toList()))
                .forEach(this::driftOfAKind);
        out.line("");
    }

    private void driftOfAKind(String id, List<Drift> items) {
        boolean harmful = items.getFirst().kind() == Drift.Kind.HARMFUL;
        int named = harmful ? items.size() : Math.min(items.size(), NAMED_OF_A_KIND);
        for (Drift item : items.subList(0, named)) {
            out.line("  " + (harmful ? out.paint().bad(id) : id) + "  " + item.what());
            if (!item.next().isEmpty()) {
                out.line("      next: " + item.next());
            }
        }
        if (named < items.size()) {
            out.line("  " + id + "  and " + (items.size() - named) + " more: see --output json");
        }
    }

    private void refused(List<Refusal> refusals) {
        out.line(out.paint().strong("not possible here, so that a run would change nothing: " + refusals.size()));
        for (Refusal refusal : refusals) {
            out.line("  " + out.paint().bad(refusal.id()) + "  " + refusal.what());
            out.line("      next: " + refusal.next());
        }
        out.line("");
    }

    private static String leftOutToo(Plan plan) {
        return plan.pending().isEmpty() ? "" : "; " + plan.pending().size() + " left out";
    }
}
