package exo.db.render;

import exo.db.engine.PlanEvent;
import exo.db.schema.ChangeText;
import exo.db.schema.Step;
import exo.db.schema.TableLock;
import java.time.Duration;
import java.util.List;

/** The words for a plan and its progress. */
final class PlanText {
    private PlanText() {}

    static String started(PlanEvent.Started started) {
        return "[" + started.number() + "/" + started.total() + "] "
                + ChangeText.of(started.step().change());
    }

    static String finished(PlanEvent.Finished finished) {
        return "      done in " + duration(finished.duration());
    }

    static String waiting(PlanEvent.Waiting waiting) {
        return "waiting for a lock to " + ChangeText.of(waiting.step().change()) + ": " + waiting.holders();
    }

    /** What a step locks, for instance {@code ACCESS EXCLUSIVE on public.users}. */
    static String locks(Step step) {
        if (step.locks().isEmpty()) {
            return "no lock on a table in use";
        }
        List<String> texts = step.locks().stream().map(PlanText::lock).toList();
        return String.join(", ", texts);
    }

    static String duration(Duration duration) {
        long milliseconds = duration.toMillis();
        return milliseconds < 10_000 ? milliseconds + " ms" : duration.toSeconds() + " s";
    }

    private static String lock(TableLock lock) {
        return lock.mode().sql() + " on " + lock.table();
    }
}
