package exo.db.engine;

import exo.db.database.ServerFailures;
import exo.db.database.SqlState;
import exo.db.schema.Change;
import exo.db.schema.ChangeText;
import exo.db.schema.Pending;
import exo.db.schema.Stage;
import exo.db.schema.Step;
import java.util.List;
import java.util.Set;
import org.jooq.exception.DataAccessException;

/** What steps meet that is no reason to stop a run, and the words for it. */
final class Obstacles {
    /** What a step meets when the database is no longer, or not for the moment, as the plan saw it. */
    private static final Set<String> PASSING = Set.of(
            SqlState.GUARD,
            SqlState.UNDEFINED_TABLE,
            SqlState.DUPLICATE_TABLE,
            SqlState.INVALID_OBJECT_DEFINITION,
            SqlState.CHECK_VIOLATION,
            SqlState.NOT_IN_PREREQUISITE_STATE,
            SqlState.QUERY_CANCELED);

    /** What keeps a partition where it is until somebody sees to it; nothing that the backend needs depends on it. */
    private static final Set<String> HINDRANCES = Set.of(
            SqlState.DEPENDENT_OBJECTS_STILL_EXIST,
            SqlState.INSUFFICIENT_PRIVILEGE,
            SqlState.WRONG_OBJECT_TYPE,
            SqlState.FEATURE_NOT_SUPPORTED);

    /**
     * What the server says of an expression, an operator class or a dependent that the new type leaves without sense.
     */
    private static final Set<String> MISFITS = Set.of(
            SqlState.UNDEFINED_FUNCTION,
            SqlState.DATATYPE_MISMATCH,
            SqlState.UNDEFINED_OBJECT,
            SqlState.DEPENDENT_OBJECTS_STILL_EXIST,
            SqlState.FEATURE_NOT_SUPPORTED);

    /** What rows or columns in the trash meet that do not agree with what the parent demands by now. */
    private static final Set<String> DISAGREEMENTS = Set.of(
            SqlState.CHECK_VIOLATION,
            SqlState.NOT_NULL_VIOLATION,
            SqlState.DATATYPE_MISMATCH,
            SqlState.INVALID_TABLE_DEFINITION,
            SqlState.CANNOT_COERCE,
            SqlState.INVALID_TEXT_REPRESENTATION);

    private Obstacles() {}

    /**
     * Partitions do without each other, and what hangs on a column may not fit its new type; any other step of the
     * schema that fails for another reason than a lock stops it.
     */
    static boolean lets(Step step, DataAccessException failure) {
        String state = String.valueOf(SqlState.of(failure));
        if (isOfType(step.change())) {
            return MISFITS.contains(state);
        }
        return (step.stage() == Stage.PARTITIONS || isOfDefault(step.change()))
                && (PASSING.contains(state)
                        || (isRemoval(step.change()) && HINDRANCES.contains(state))
                        || (isReturn(step.change()) && (HINDRANCES.contains(state) || DISAGREEMENTS.contains(state))));
    }

    /** A partition that was set aside since the plan was made needs no part of its parent's index any more. */
    static boolean areGone(Step step, DataAccessException failure) {
        boolean isOfLeaf =
                step.change() instanceof Change.CreateLeafIndex || step.change() instanceof Change.AttachIndex;
        return isOfLeaf && SqlState.is(failure, SqlState.UNDEFINED_TABLE);
    }

    static Pending lock(Step step, String holders) {
        return new Pending(PlanExecutor.LOCKED, what(step) + holders, "nothing: the next run tries again");
    }

    /** For steps that count on one that was put off. */
    static Pending heldBack(List<Step> steps) {
        String count = steps.size() == 1 ? "1 step waits" : steps.size() + " steps wait";
        return new Pending(
                "lock.dependent",
                count + " for what is put off: "
                        + String.join(
                                "; ",
                                steps.stream()
                                        .map(step -> ChangeText.of(step.change()))
                                        .toList()),
                "nothing: the next run tries again");
    }

    static Pending pending(Step step, DataAccessException failure) {
        String what = what(step) + ServerFailures.reason(failure);
        if (isOfType(step.change())) {
            return misfit(step.change(), what);
        }
        if (isReturn(step.change())) {
            return notBack(failure, what);
        }
        return switch (String.valueOf(SqlState.of(failure))) {
            case SqlState.GUARD ->
                new Pending("partition.pinned", what, "nothing: it goes when no row of it must stay any more");
            case SqlState.QUERY_CANCELED -> new Pending("statement.stopped", what, "nothing: the next run tries again");
            case SqlState.DEPENDENT_OBJECTS_STILL_EXIST,
                    SqlState.INSUFFICIENT_PRIVILEGE,
                    SqlState.WRONG_OBJECT_TYPE,
                    SqlState.FEATURE_NOT_SUPPORTED ->
                new Pending(
                        "partition.in-use",
                        what,
                        "see it with \\d+ in psql, and drop what depends on it or make this role its owner");
            default ->
                new Pending("partition.changed", what, "run the same command again: it plans from what is there now");
        };
    }

    private static Pending notBack(DataAccessException failure, String what) {
        return DISAGREEMENTS.contains(String.valueOf(SqlState.of(failure)))
                ? new Pending(
                        "partition.misfit",
                        what,
                        "correct that in exo_trash, or on the parent where that is at fault, and run the same command again")
                : new Pending("partition.changed", what, "run the same command again: it plans from what is there now");
    }

    private static Pending misfit(Change change, String what) {
        String named = change instanceof Change.NarrowColumnType narrow
                        && !narrow.attached().isEmpty()
                ? ": " + String.join(", ", narrow.attached())
                : "";
        return new Pending(
                "column.in-use",
                what,
                "drop those of its checks and indexes that do not fit the new type" + named
                        + "; then run migrate again, and make them anew");
    }

    private static boolean isOfType(Change change) {
        return change instanceof Change.AlterColumnType || change instanceof Change.NarrowColumnType;
    }

    private static String what(Step step) {
        return ChangeText.of(step.change()) + " is put off: ";
    }

    /** What makes months of a default partition, which goes on as it is when something is in the way. */
    private static boolean isOfDefault(Change change) {
        return change instanceof Change.AdoptDefault
                || change instanceof Change.StageDefault
                || change instanceof Change.FollowDefault
                || change instanceof Change.SwapDefault;
    }

    private static boolean isReturn(Change change) {
        return change instanceof Change.FitPartition || change instanceof Change.ReattachPartition;
    }

    private static boolean isRemoval(Change change) {
        return change instanceof Change.DetachPartition
                || change instanceof Change.DetachConcurrently
                || change instanceof Change.SettleDetached
                || change instanceof Change.DropPartition
                || change instanceof Change.DropDetached
                || change instanceof Change.SwapDefault;
    }
}
