package exo.db.partition;

import exo.db.database.Session;
import exo.db.engine.ServerDisk;
import exo.db.engine.SurroundingsReader;
import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;
import exo.db.schema.DeclaredSchema;
import exo.db.schema.DiskDemand;
import exo.db.schema.Pending;
import exo.db.schema.Plan;
import exo.db.schema.QualifiedName;
import exo.db.schema.Refusal;
import exo.db.schema.RightsJudge;
import exo.db.schema.RunningBuilds;
import exo.db.schema.SchemaSnapshot;
import exo.db.schema.Table;
import java.util.ArrayList;
import java.util.List;

/** Something keeps rows of a table from the months they lack; found before anything was written. */
public final class NotAdoptable extends ExoException {
    private static final long serialVersionUID = 1L;

    private final transient List<Refusal> obstacles;

    private NotAdoptable(ExitStatus status, QualifiedName table, List<Refusal> obstacles) {
        super(
                status,
                obstacles.getFirst().id(),
                obstacles.size() == 1
                        ? obstacles.getFirst().what()
                        : obstacles.size() + " things keep rows of " + table + " from their months",
                "nothing was changed",
                obstacles.size() == 1
                        ? obstacles.getFirst().next()
                        : "see to everything that is listed, then run the same command again",
                null);
        this.obstacles = List.copyOf(obstacles);
    }

    /** That only an index build of somebody else is in the way passes by itself. */
    static NotAdoptable because(QualifiedName table, List<Pending> pending) {
        boolean passes = pending.stream().allMatch(item -> item.id().equals(RunningBuilds.ID));
        return new NotAdoptable(
                passes ? ExitStatus.STOPPED : ExitStatus.REFUSED,
                table,
                pending.stream().map(NotAdoptable::refusal).toList());
    }

    /**
     * Throws where a plan is more than this role may do, or than the disk has room for.
     *
     * @param snapshot what the plan was made from
     */
    static void refuseWhatIsNotPossible(
            Session session, DeclaredSchema declared, SchemaSnapshot snapshot, Table table, Plan plan) {
        if (plan.isEmpty()) {
            return;
        }
        RightsJudge rights = new RightsJudge(snapshot, SurroundingsReader.read(session, declared));
        List<Refusal> refusals = new ArrayList<>(rights.refusals(plan));
        DiskDemand demand = DiskDemand.of(plan);
        if (!demand.isEmpty()) {
            ServerDisk disk = ServerDisk.read(session, demand);
            DiskDemand.refusal(disk.needed(), disk.free()).ifPresent(refusals::add);
        }
        if (!refusals.isEmpty()) {
            throw new NotAdoptable(ExitStatus.REFUSED, snapshot.qualified(table.name()), refusals);
        }
    }

    @Override
    public List<Detail> details() {
        return obstacles.stream()
                .map(obstacle -> new Detail(obstacle.id(), obstacle.what(), obstacle.next()))
                .toList();
    }

    /** What migrate would say of an obstacle, with the command to run again. */
    private static Refusal refusal(Pending item) {
        return new Refusal(
                item.id(), item.what(), item.next().replace("run migrate again", "run the same command again"));
    }
}
