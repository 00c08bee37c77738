package exo.db.engine;

import static exo.db.engine.ChangeSql.name;
import static exo.db.engine.ChangeSql.sql;

import exo.db.engine.LockHolders.Reach;
import exo.db.schema.LockMode;
import exo.db.schema.TableLock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jooq.QueryPart;
import org.jooq.impl.DSL;

/**
 * How long one attempt at a group of steps may wait and run, as statements.
 *
 * @param attempt from 0
 * @param left the time that all lock waits may still take
 * @param inside what may shorten the time of a statement inside a transaction
 */
record LockLimits(int attempt, Duration left, StepGroup group, UnaryOperator<Duration> inside) {
    /** Milliseconds; the last one repeats. */
    private static final int[] LADDER = {50, 100, 150, 200};

    /** What is locked ahead lets nothing else come between; so long for what nobody foresaw. */
    private static final Duration AFTERWARDS = Duration.ofMillis(50);

    /**
     * Even when all the time is used up: a wait that no writer queues behind hurts nobody, and an index build waits for
     * the transactions of a moment.
     */
    static final Duration LEAST_GENTLE = Duration.ofSeconds(2);

    /** A step that only moves definitions about is over in this time or something is wrong. */
    private static final Duration SHORT_STATEMENT = Duration.ofMinutes(1);

    private static final Duration AS_LONG_AS_IT_TAKES = Duration.ofDays(Integer.MAX_VALUE);

    private static final String NO_LIMIT = "0";

    /** How long writers may be made to wait by this attempt. */
    Duration rung() {
        return Duration.ofMillis(LADDER[Math.min(attempt, LADDER.length - 1)]);
    }

    /** The beginning of a transaction. */
    List<String> opening(List<TableLock> ahead, Duration yielding) {
        List<String> statements = new ArrayList<>();
        if (yielding.isPositive()) {
            statements.addAll(limits("set local", text(yielding), NO_LIMIT));
            statements.add(locks(group.vacuumed().stream()
                    .map(table -> new TableLock(table, LockMode.SHARE_UPDATE_EXCLUSIVE))
                    .toList()));
        }
        if (!ahead.isEmpty()) {
            statements.addAll(limits("set local", text(rung()), text(rung())));
            statements.add(locks(ahead));
        }
        String wait = ahead.isEmpty() ? text(usualWait()) : text(AFTERWARDS);
        statements.addAll(limits("set local", wait, statementInside()));
        return statements;
    }

    /** For a statement outside of a transaction; the session keeps them. */
    List<String> ofSession(OutsideStatement.Wait wait) {
        Duration patience = switch (wait) {
            case OF_WRITERS -> rung();
            case OF_NOBODY -> gentle();
            case AS_THE_STEP_LOCKS -> usualWait();
        };
        return limits("set", text(patience), statement());
    }

    private String statementInside() {
        Duration most = inside.apply(takesItsTime() ? AS_LONG_AS_IT_TAKES : SHORT_STATEMENT);
        return most.equals(AS_LONG_AS_IT_TAKES) ? NO_LIMIT : text(most);
    }

    private String statement() {
        return takesItsTime() ? NO_LIMIT : text(SHORT_STATEMENT);
    }

    private boolean takesItsTime() {
        return group.steps().stream().anyMatch(step -> PlanExecutor.isLong(step.change()));
    }

    private Duration usualWait() {
        boolean isGentle = !group.locks().isEmpty()
                && group.locks().stream().noneMatch(lock -> lock.mode().blocksWriters());
        return isGentle ? gentle() : rung();
    }

    private Duration gentle() {
        return left.compareTo(LEAST_GENTLE) > 0 ? left : LEAST_GENTLE;
    }

    private static List<String> limits(String set, String lock, String statement) {
        return List.of(set + " lock_timeout = '" + lock + "'", set + " statement_timeout = '" + statement + "'");
    }

    /** One statement, and so one limit, for all of them. */
    private String locks(List<TableLock> locks) {
        String only = LockPatience.reach(group.first()) == Reach.ALONE ? "only {0}" : "{0}";
        List<LockMode> modes = locks.stream().map(TableLock::mode).distinct().toList();
        if (modes.size() == 1) {
            List<? extends QueryPart> tables = locks.stream()
                    .map(lock -> DSL.sql(only, name(lock.table())))
                    .toList();
            return sql("lock table {0} in " + modes.getFirst().sql() + " mode", DSL.list(tables));
        }
        String each = locks.stream()
                .map(lock -> sql("lock table " + only + " in " + lock.mode().sql() + " mode", name(lock.table())))
                .collect(Collectors.joining("; "));
        return sql("do {0}", DSL.inline("begin " + each + "; end"));
    }

    private static String text(Duration duration) {
        return duration.toMillis() + "ms";
    }
}
