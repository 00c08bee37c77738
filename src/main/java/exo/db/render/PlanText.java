package exo.db.render;

import exo.db.engine.PlanEvent;
import exo.db.schema.ChangeText;
import exo.db.schema.Cost;
import exo.db.schema.LockMode;
import exo.db.schema.Scope;
import exo.db.schema.Step;
import exo.db.schema.TableLock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

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

    /** What a step does to those who use its tables, for instance {@code writers go on; reads about 12,000 rows}. */
    static String effect(Step step) {
        if (!PlanTotals.isOnTableInUse(step)) {
            return "nobody waits: no table in use is locked";
        }
        List<String> parts = new ArrayList<>();
        parts.add(whoWaits(step));
        String work = work(step.cost());
        if (!work.isEmpty()) {
            parts.add(work);
        }
        if (!step.locks().isEmpty()) {
            parts.add(locks(step));
        }
        if (step.scope() == Scope.NONE) {
            parts.add("outside a transaction");
        }
        return String.join("; ", parts);
    }

    static String duration(Duration duration) {
        long milliseconds = duration.toMillis();
        return milliseconds < 10_000 ? milliseconds + " ms" : duration.toSeconds() + " s";
    }

    /** A number of things, for instance {@code 1 change} or {@code 2 changes}. */
    static String count(long number, String noun) {
        return String.format(Locale.ROOT, "%,d %s", number, number == 1 ? noun : noun + "s");
    }

    static String rows(long rows) {
        return count(rows, "row");
    }

    private static String whoWaits(Step step) {
        LockMode strongest = step.locks().stream()
                .map(TableLock::mode)
                .max(Comparator.naturalOrder())
                .orElse(LockMode.ACCESS_SHARE);
        if (!strongest.blocksWriters()) {
            return "writers go on";
        }
        return (strongest == LockMode.ACCESS_EXCLUSIVE ? "readers and writers wait" : "writers wait")
                + (PlanTotals.isBrief(step) ? " for a moment" : " until it is over");
    }

    private static String work(Cost cost) {
        String rows = cost.rows() == 0 ? "all rows, whose number is not known" : "about " + rows(cost.rows());
        return switch (cost.work()) {
            case DEFINITIONS -> "";
            case SCAN -> "reads " + rows;
            case REWRITE -> "rewrites " + rows;
            case BATCHES -> "fills " + rows + " in batches";
        };
    }

    private static String locks(Step step) {
        return String.join(", ", step.locks().stream().map(PlanText::lock).toList());
    }

    private static String lock(TableLock lock) {
        return lock.mode().sql() + " on " + lock.table();
    }
}
