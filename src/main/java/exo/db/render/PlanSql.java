package exo.db.render;

import exo.db.engine.ChangeSql;
import exo.db.engine.ScriptSql;
import exo.db.schema.Change;
import exo.db.schema.ChangeText;
import exo.db.schema.Hazard;
import exo.db.schema.Pending;
import exo.db.schema.Plan;
import exo.db.schema.Scope;
import exo.db.schema.Stage;
import exo.db.schema.Step;
import java.util.ArrayList;
import java.util.List;

/**
 * A plan as a script that psql runs to the same end, as gentle to live traffic as the tool itself, except that a script
 * cannot try again: it stops, and a new one holds what is left.
 *
 * <p>No key is in it, wrapped or not: a script is copied, mailed and kept, and one that is run on two databases would
 * give both the same key.
 */
final class PlanSql {
    /** The longest that writers may queue behind a statement which waits for a lock: the last rung of the ladder. */
    private static final String WRITERS_QUEUE = "200ms";

    /** What nobody queues behind may wait as long as {@code --lock-wait} lets it where nothing else is said. */
    private static final String NOBODY_QUEUES = "10min";

    private final List<String> lines = new ArrayList<>();
    private String lockTimeout = "";

    private PlanSql() {}

    /** The lines of the script. */
    static List<String> lines(Plan plan, String schema) {
        PlanSql script = new PlanSql();
        script.open(plan, schema);
        script.steps(plan.steps());
        script.leftOut(plan.pending());
        return script.lines;
    }

    /** The statements of a step that may be shown: none where they hold a key. */
    static List<String> statements(Step step) {
        return isKey(step) ? List.of() : ChangeSql.render(step.change());
    }

    private void open(Plan plan, String schema) {
        comment("exo-db-cli, schema \"" + schema + "\"; " + PlanTotals.of(plan).sentence() + "; nothing has been run");
        comment("Run it with psql -X -f FILE. It stops at the first statement that fails, and what it has committed");
        comment("stays: then make a new script, which holds what is left.");
        lines.add("\\set ON_ERROR_STOP on");
        lines.add("\\set AUTOCOMMIT on");
        ScriptSql.session(schema).forEach(this::statement);
        if (plan.steps().stream().anyMatch(step -> step.stage().compareTo(Stage.KEYRING) < 0)) {
            lines.add("");
            comment("one run at a time, like exo-db-cli migrate; the lock is given back when psql ends");
            statement(ScriptSql.schemaLock(schema));
        }
        plan.steps().stream().map(Step::change).forEach(change -> refuseNewer(change));
    }

    private void refuseNewer(Change change) {
        if (change instanceof Change.RecordState record) {
            statement(ScriptSql.refuseNewer(record));
        }
    }

    private void steps(List<Step> steps) {
        Stage stage = null;
        int next = 0;
        while (next < steps.size()) {
            if (steps.get(next).stage() != stage) {
                stage = steps.get(next).stage();
                lines.add("");
                comment("step " + stage.number() + ": " + stage.title());
            }
            int end = endOfTransaction(steps, next);
            transaction(steps.subList(next, end));
            next = end;
        }
    }

    /** Neighbours that touch only what is new commit together: nobody waits for their locks. */
    private static int endOfTransaction(List<Step> steps, int first) {
        int end = first + 1;
        while (isShared(steps.get(first))
                && end < steps.size()
                && isShared(steps.get(end))
                && steps.get(end).stage() == steps.get(first).stage()) {
            end++;
        }
        return end;
    }

    private static boolean isShared(Step step) {
        return step.scope() == Scope.SHARED && !isKey(step);
    }

    private void transaction(List<Step> steps) {
        Step first = steps.getFirst();
        lines.add("");
        limitLockWaits(first);
        long statements =
                steps.stream().map(PlanSql::statements).mapToLong(List::size).sum();
        boolean together = first.scope() != Scope.NONE && statements > 1;
        if (together) {
            lines.add("begin;");
        }
        steps.forEach(this::step);
        if (together) {
            lines.add("commit;");
        }
    }

    private void limitLockWaits(Step step) {
        String wanted = step.locks().isEmpty() || PlanTotals.letsWritersWait(step) ? WRITERS_QUEUE : NOBODY_QUEUES;
        if (!wanted.equals(lockTimeout)) {
            lockTimeout = wanted;
            statement("set lock_timeout to '" + wanted + "'");
        }
    }

    private void step(Step step) {
        comment(ChangeText.of(step.change()) + " (" + PlanText.effect(step) + ")");
        for (Hazard hazard : step.hazards()) {
            comment("hazard " + hazard.id() + ": " + hazard.why());
        }
        if (isKey(step)) {
            comment("not in this script, which must hold no key; after it: exo-db-cli bootstrap-keyring");
        }
        statements(step).forEach(this::statement);
    }

    private void leftOut(List<Pending> items) {
        for (Pending item : items) {
            lines.add("");
            comment("left out (" + item.id() + "): " + item.what());
            comment("  next: " + item.next());
        }
    }

    private static boolean isKey(Step step) {
        return step.change() instanceof Change.InsertKey || step.change() instanceof Change.ReviseKeyring;
    }

    private void statement(String sql) {
        lines.add(sql + ";");
    }

    /** On one line whatever is in the names, which others may have chosen: the rest of it would be run. */
    private void comment(String text) {
        lines.add("-- "
                + text.codePoints()
                        .map(PlanSql::flat)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append));
    }

    private static int flat(int character) {
        return Character.isISOControl(character) || character == '\u2028' || character == '\u2029' ? ' ' : character;
    }
}
