package exo.db.partition;

import exo.db.partition.FittingPlanner.Fit;
import exo.db.partition.ReturnSnapshot.Candidate;
import exo.db.partition.ReturnSnapshot.Entry;
import exo.db.partition.ReturnSnapshot.InTheWay;
import exo.db.schema.Change;
import exo.db.schema.Fitting;
import exo.db.schema.LockMode;
import exo.db.schema.ObservedTable;
import exo.db.schema.Pending;
import exo.db.schema.Plan;
import exo.db.schema.QualifiedName;
import exo.db.schema.Scope;
import exo.db.schema.Stage;
import exo.db.schema.Step;
import exo.db.schema.TableLock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Plans how what was set aside of a month comes back: made fit in the trash first, and then attached in a moment. */
final class ReturnPlanner {
    private final List<Step> steps = new ArrayList<>();
    private final List<Pending> pending = new ArrayList<>();
    private final List<Entry> returning = new ArrayList<>();

    private ReturnPlanner() {}

    /** What cannot come back is pending; the plan has no step where nothing can. */
    static Plan plan(ReturnSnapshot observed) {
        ReturnPlanner planner = new ReturnPlanner();
        for (Entry entry : observed.entries()) {
            entry.candidate().ifPresent(candidate -> planner.plan(entry, candidate));
        }
        planner.tellWhatComesAgain();
        return new Plan(planner.steps, planner.pending);
    }

    private void plan(Entry entry, Candidate candidate) {
        ObservedTable table = candidate.table().orElse(null);
        if (table == null) {
            leaveOut(
                    entry,
                    "partition.trash-gone",
                    "somebody has dropped " + entry.trash() + " by hand",
                    "restore it from a backup");
            return;
        }
        int before = pending.size();
        planPlace(entry, candidate);
        Fit fit = FittingPlanner.fit(entry.trash(), candidate.parentTable(), table);
        pending.addAll(fit.obstacles());
        if (pending.size() == before) {
            bringBack(entry, candidate, table, fit);
        }
    }

    private void planPlace(Entry entry, Candidate candidate) {
        List<String> covering = new ArrayList<>(candidate.covering(entry.range()).stream()
                .map(QualifiedName::toString)
                .toList());
        returning.stream()
                .filter(other ->
                        other.parent().equals(entry.parent()) && other.range().overlaps(entry.range()))
                .forEach(other -> covering.add(other.partition() + ", which comes back as well"));
        if (!covering.isEmpty()) {
            leaveOut(
                    entry,
                    "partition.covered",
                    "its range is covered by now, by " + String.join(", ", covering),
                    "copy the rows that are missed: insert into " + entry.parent() + " select ... from "
                            + entry.trash());
        } else if (candidate.nameTaken()) {
            leaveOut(
                    entry,
                    "partition.name-taken",
                    entry.partition() + " is by now something else, which is not one of its partitions",
                    "rename that, then run the same command again");
        }
        candidate.defaultPartition().ifPresent(leaf -> planDefault(entry, leaf, candidate.inTheWay()));
    }

    private void planDefault(Entry entry, QualifiedName leaf, InTheWay inTheWay) {
        if (inTheWay.rows() > 0) {
            leaveOut(
                    entry,
                    "partition.default-rows",
                    leaf + " holds " + inTheWay.rows() + (inTheWay.rows() == 1 ? " row" : " rows") + " of its range",
                    "move them into " + entry.trash() + " (insert into it what delete from " + leaf
                            + " returns), then run the same command again; partitions adopt-default would give them a"
                            + " partition that bars this one");
        } else if (inTheWay.bytes() > DefaultPlanner.MOST_BYTES_SCANNED) {
            leaveOut(
                    entry,
                    "partition.default-rows",
                    "all rows of " + leaf + ", " + (inTheWay.bytes() >> 20)
                            + " MiB, would be searched for rows of its range while nobody can use it",
                    "run exo-db-cli partitions adopt-default; then run the same command again");
        }
    }

    private void bringBack(Entry entry, Candidate candidate, ObservedTable table, Fit fit) {
        returning.add(entry);
        if (!fit.fittings().isEmpty() || !isProved(table)) {
            steps.add(Step.locking(
                    Stage.PARTITIONS,
                    new Change.FitPartition(entry.parent(), entry.trash(), entry.range(), fit.fittings()),
                    entry.trash(),
                    LockMode.ACCESS_EXCLUSIVE));
        }
        List<TableLock> locks = new ArrayList<>();
        locks.add(new TableLock(entry.parent(), LockMode.SHARE_UPDATE_EXCLUSIVE));
        candidate.defaultPartition().ifPresent(leaf -> locks.add(new TableLock(leaf, LockMode.ACCESS_EXCLUSIVE)));
        locks.add(new TableLock(entry.trash(), LockMode.ACCESS_EXCLUSIVE));
        Change.Reattachment back = new Change.Reattachment(
                entry.parent(),
                entry.partition(),
                entry.trash(),
                entry.parent().sibling("detached_partitions"),
                entry.id(),
                entry.range());
        steps.add(new Step(Stage.PARTITIONS, new Change.ReattachPartition(back), Scope.OWN, locks, Set.of()));
        if (fit.makesText()) {
            pending.add(new Pending(
                    "partition.plaintext",
                    entry.partition() + " was set aside before its columns became text: it comes back as plaintext",
                    "exo-db-cli bootstrap-keyring seal; with --accept-plaintext where that is asked for"));
        }
    }

    /** That an earlier run has come so far. */
    private static boolean isProved(ObservedTable table) {
        return table.checks().stream().anyMatch(check -> check.name().equals(Fitting.BOUNDS) && check.validated());
    }

    private void tellWhatComesAgain() {
        for (Entry entry : returning) {
            if (entry.candidate().filter(Candidate::expired).isPresent()) {
                pending.add(new Pending(
                        "partition.expires-again",
                        entry.partition() + " comes back, but it has expired: the next drop sets it aside again, and"
                                + " the next purge deletes expired rows of it",
                        "before that: exo-db-cli retention hold <id> --reason TEXT for a deployment whose rows are to"
                                + " stay, or a longer window: exo-db-cli retention set <id> --days N"));
            }
        }
    }

    private void leaveOut(Entry entry, String id, String why, String next) {
        pending.add(new Pending(id, entry.partition() + " does not come back: " + why, next));
    }
}
