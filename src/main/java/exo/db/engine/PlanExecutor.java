package exo.db.engine;

import exo.db.database.Session;
import exo.db.database.Timing;
import exo.db.schema.Change;
import exo.db.schema.Pending;
import exo.db.schema.Plan;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Runs the steps in order and stops at the first that fails.
 *
 * <p>Steps that share a transaction commit together, every other commits on its own, so steps before the failing one
 * stay applied; running the command again plans only what is left. No lock is waited for without a limit: see
 * {@link LockPatience}.
 */
public final class PlanExecutor {
    /** The id of what was put off for no other reason than a lock of somebody's. */
    public static final String LOCKED = "lock.timeout";

    private final Timing timing;

    public PlanExecutor(Timing timing) {
        this.timing = timing;
    }

    /** What to do about a step that cannot be taken now because others are in the way. */
    public enum Obstacle {
        /** Stop, since later steps may depend on it. */
        STOP,
        /** Leave it for the next run and go on. */
        DEFER
    }

    /**
     * Applies the plan.
     *
     * @param lockWait how long all lock waits of this plan may take together
     * @return what was deferred; always empty with {@link Obstacle#STOP}
     * @throws PlanStopped naming the failing step
     */
    public List<Pending> apply(
            Session session, Plan plan, Duration lockWait, Obstacle obstacle, Consumer<PlanEvent> audience) {
        return apply(session, plan, Conduct.alone(lockWait, obstacle), audience);
    }

    /**
     * Applies the plan as one part of a larger run.
     *
     * @return what was deferred; always empty with {@link Obstacle#STOP}
     * @throws PlanStopped naming the failing step
     */
    public List<Pending> apply(Session session, Plan plan, Conduct conduct, Consumer<PlanEvent> audience) {
        try (StatementWatch watch = new StatementWatch(session, timing)) {
            return new PlanApplication(session, timing, conduct, plan.steps().size(), audience, watch).apply(plan);
        }
    }

    /** Whether a step builds or checks something for as long as it takes. */
    static boolean isLong(Change change) {
        return switch (change) {
            case Change.AlterColumnType alter -> true;
            case Change.CreateIndex create -> true;
            case Change.CreateLeafIndex create -> true;
            case Change.CreateParentIndex create -> false;
            case Change.AttachIndex attach -> false;
            case Change.DropLeftover drop -> false;
            case Change.ReplaceIndex replace -> false;
            case Change.RenameIndex rename -> false;
            case Change.ValidateConstraint validate -> true;
            case Change.FillColumns fill -> true;
            case Change.ValidateLeaves validate -> true;
            case Change.StartConversion start -> false;
            case Change.SwapColumns swap -> false;
            case Change.ClearConversion clear -> false;
            case Change.StartFilling start -> false;
            case Change.FinishFilling finish -> false;
            case Change.SetNotNull set -> true;
            case Change.NarrowColumnType narrow -> true;
            case Change.CreateSchema create -> false;
            case Change.CreateTable create -> false;
            case Change.AddColumn add -> false;
            case Change.SetDefault set -> false;
            case Change.DropNotNull drop -> false;
            case Change.DropIndex drop -> false;
            case Change.AddForeignKey add -> false;
            case Change.AddCheck add -> false;
            case Change.ReplaceConstraint replace -> false;
            case Change.DropConstraint drop -> false;
            case Change.InsertSettings insert -> false;
            case Change.RecordState record -> false;
            case Change.RecordTextChange record -> false;
            case Change.InsertKey insert -> false;
            case Change.ReviseKeyring revise -> false;
            case Change.CreatePartition create -> false;
            case Change.CreateDefaultPartition create -> false;
            case Change.DetachPartition detach -> false;
            case Change.DropPartition drop -> false;
            case Change.DetachConcurrently detach -> true;
            case Change.SettleDetached settle -> false;
            case Change.AdoptTable adopt -> false;
            case Change.AdoptDefault adopt -> false;
            case Change.StageDefault stage -> false;
            case Change.FollowDefault follow -> false;
            case Change.CopyDefault copy -> true;
            case Change.SwapDefault swap -> false;
            case Change.ClearStaging clear -> false;
            case Change.DropProof drop -> false;
            case Change.FinishDetach finish -> false;
            case Change.DropDetached drop -> false;
            case Change.FitPartition fit -> true;
            case Change.ReattachPartition reattach -> false;
        };
    }
}
