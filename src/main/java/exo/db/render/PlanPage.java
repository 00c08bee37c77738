package exo.db.render;

import exo.db.schema.ChangeText;
import exo.db.schema.Drift;
import exo.db.schema.Hazard;
import exo.db.schema.Pending;
import exo.db.schema.Plan;
import exo.db.schema.Stage;
import exo.db.schema.Step;
import java.util.List;

/** A plan for people: stage by stage, who waits for what, what is left out, and what it all comes to. */
final class PlanPage {
    private final TextOutput out;

    PlanPage(TextOutput out) {
        this.out = out;
    }

    void show(Plan plan, List<Drift> drift) {
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
        if (!drift.isEmpty()) {
            drift(drift);
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
        for (Drift item : items) {
            boolean harmful = item.kind() == Drift.Kind.HARMFUL;
            out.line("  " + (harmful ? out.paint().bad(item.id()) : item.id()) + "  " + item.what());
            if (!item.next().isEmpty()) {
                out.line("      next: " + item.next());
            }
        }
        out.line("");
    }

    private static String leftOutToo(Plan plan) {
        return plan.pending().isEmpty() ? "" : "; " + plan.pending().size() + " left out";
    }
}
