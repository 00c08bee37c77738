package exo.db.render;

import exo.db.engine.ChangeSql;
import exo.db.schema.ChangeText;
import exo.db.schema.Hazard;
import exo.db.schema.Pending;
import exo.db.schema.Plan;
import exo.db.schema.Scope;
import exo.db.schema.Stage;
import exo.db.schema.Step;
import java.util.ArrayList;
import java.util.List;

/** A plan as a script that psql runs to the same end, with what each step locks said beside it. */
public final class PlanSql {
    private PlanSql() {}

    /** The lines of the script. */
    public static List<String> lines(Plan plan, String schema) {
        List<String> lines = new ArrayList<>();
        lines.add("-- exo-db-cli: " + count(plan.steps().size()) + "; nothing has been run");
        lines.add("\\set ON_ERROR_STOP on");
        lines.add("set search_path to \"" + schema.replace("\"", "\"\"") + "\";");
        lines.add("set timezone to 'UTC';");
        Stage stage = null;
        for (Step step : plan.steps()) {
            if (step.stage() != stage) {
                stage = step.stage();
                lines.add("");
                lines.add("-- step " + stage.number() + ": " + stage.title());
            }
            addStep(lines, step);
        }
        for (Pending pending : plan.pending()) {
            lines.add("");
            lines.add("-- left out: " + pending.what());
            lines.add("--   next: " + pending.next());
        }
        return lines;
    }

    private static void addStep(List<String> lines, Step step) {
        lines.add("");
        lines.add("-- " + ChangeText.of(step.change()) + " (" + PlanText.locks(step) + ")");
        for (Hazard hazard : step.hazards()) {
            lines.add("-- hazard: " + hazard.id());
        }
        List<String> statements = ChangeSql.render(step.change());
        boolean together = step.scope() != Scope.NONE && statements.size() > 1;
        if (together) {
            lines.add("begin;");
        }
        statements.forEach(statement -> lines.add(statement + ";"));
        if (together) {
            lines.add("commit;");
        }
    }

    private static String count(int steps) {
        return steps == 1 ? "1 step" : steps + " steps";
    }
}
