package exo.db.partition;

import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;
import exo.db.schema.Pending;
import exo.db.schema.QualifiedName;
import exo.db.schema.Refusal;
import exo.db.schema.RunningBuilds;
import java.util.List;

/** Something keeps a plain table from becoming a partitioned one; found before anything was written. */
public final class NotAdoptable extends ExoException {
    private static final long serialVersionUID = 1L;

    private final transient List<Refusal> obstacles;

    private NotAdoptable(ExitStatus status, QualifiedName table, List<Refusal> obstacles) {
        super(
                status,
                obstacles.getFirst().id(),
                obstacles.size() == 1
                        ? obstacles.getFirst().what()
                        : obstacles.size() + " things keep " + table + " from being partitioned",
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

    static NotAdoptable here(QualifiedName table, List<Refusal> refusals) {
        return new NotAdoptable(ExitStatus.REFUSED, table, refusals);
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
