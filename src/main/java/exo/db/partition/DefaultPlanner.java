package exo.db.partition;

import exo.db.partition.DefaultSnapshot.Outliers;
import exo.db.partition.DefaultSnapshot.Pile;
import exo.db.schema.Change;
import exo.db.schema.Change.Validation;
import exo.db.schema.Check;
import exo.db.schema.Cost;
import exo.db.schema.DefaultAdoption;
import exo.db.schema.DefaultStaging;
import exo.db.schema.DefaultStaging.Span;
import exo.db.schema.LockMode;
import exo.db.schema.MonthRange;
import exo.db.schema.ObservedTable.ObservedCheck;
import exo.db.schema.Pending;
import exo.db.schema.Plan;
import exo.db.schema.QualifiedName;
import exo.db.schema.Scope;
import exo.db.schema.Stage;
import exo.db.schema.Step;
import exo.db.schema.TableLock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Plans how the rows of a default partition get the partitions they lack. Where all are of one gap, the default itself
 * becomes its partition, and nothing is copied; else they are copied beside those who write, and the copies take its
 * place.
 *
 * <p>Nothing is remembered between runs but what is in the catalog: a run that was killed is gone on with where it
 * meant the same, and cleared away where it did not.
 */
final class DefaultPlanner {
    /**
     * What may be read while everybody waits: a scan of 237 MB of cached rows took 97 ms where it was measured, so that
     * this takes 26, and a slow machine has eight times as long.
     */
    static final long MOST_BYTES_SCANNED = 64L << 20;

    /** At 3 ms each the exclusive lock is held for a tenth of a second. */
    static final int MOST_SPANS = 36;

    /** What stays in the default partition is searched in the last moment; so many rows are some 60 MB. */
    static final long MOST_ROWS_LEFT = 250_000;

    private static final Stage STAGE = Stage.PARTITION_PARENTS;

    private final DefaultSnapshot seen;
    private final Set<String> taken;
    private final List<Step> steps = new ArrayList<>();
    private final List<Pending> pending = new ArrayList<>();

    DefaultPlanner(DefaultSnapshot seen) {
        this.seen = seen;
        this.taken = new HashSet<>(seen.taken());
    }

    Plan plan() {
        seen.outliers().forEach(this::list);
        if (seen.piles().isEmpty()) {
            clear();
        } else if (seen.piles().size() == 1 && seen.outliers().isEmpty()) {
            adoptInPlace(seen.piles().getFirst());
        } else {
            adoptByCopying();
        }
        return new Plan(steps, pending);
    }

    private void clear() {
        clearStaging();
        dropProofs(Optional.empty());
    }

    private void clearStaging() {
        if (seen.leftover().isStaging()) {
            locking(
                    new Change.ClearStaging(seen.parent(), seen.partition()),
                    List.of(new TableLock(seen.partition(), LockMode.ACCESS_EXCLUSIVE)));
        }
    }

    private void dropProofs(Optional<Check> wanted) {
        for (ObservedCheck proof : seen.leftover().proofs()) {
            if (wanted.filter(check -> check.name().equals(proof.name())).isEmpty()) {
                locking(
                        new Change.DropProof(seen.partition(), proof.name()),
                        List.of(new TableLock(seen.partition(), LockMode.ACCESS_EXCLUSIVE)));
            }
        }
    }

    private void adoptInPlace(Pile pile) {
        Optional<QualifiedName> leaf = name(pile.range());
        if (leaf.isEmpty()) {
            return;
        }
        Optional<Check> proof =
                seen.bytes() > MOST_BYTES_SCANNED ? Optional.of(DefaultAdoption.proof(pile.range())) : Optional.empty();
        clearStaging();
        dropProofs(proof);
        proof.ifPresent(check -> prove(check, pile.rows()));
        locking(
                new Change.AdoptDefault(new DefaultAdoption(
                        seen.parent(), seen.partition(), leaf.get(), pile.range(), proof.map(Check::name))),
                exclusively());
    }

    private void prove(Check check, long rows) {
        Optional<ObservedCheck> found = seen.leftover().proofs().stream()
                .filter(proof -> proof.name().equals(check.name()))
                .findFirst();
        if (found.isEmpty()) {
            locking(
                    new Change.AddCheck(seen.partition(), check, Validation.LATER),
                    List.of(new TableLock(seen.partition(), LockMode.ACCESS_EXCLUSIVE)));
        }
        if (found.filter(ObservedCheck::validated).isEmpty()) {
            steps.add(Step.locking(
                            STAGE,
                            new Change.ValidateConstraint(seen.partition(), check.name()),
                            seen.partition(),
                            LockMode.SHARE_UPDATE_EXCLUSIVE)
                    .costing(Cost.scan(rows)));
        }
    }

    private void adoptByCopying() {
        List<Pile> newest = seen.piles()
                .subList(
                        Math.max(0, seen.piles().size() - MOST_SPANS),
                        seen.piles().size());
        long left = seen.rows() - newest.stream().mapToLong(Pile::rows).sum();
        if (left > MOST_ROWS_LEFT) {
            leaveOutTheRest(left);
        } else if (seen.shape().key().isEmpty()) {
            leaveOutWithoutKey();
        } else if (!seen.dependents().isEmpty()) {
            leaveOutDependents();
        } else {
            List<Span> spans = new ArrayList<>();
            for (Pile pile : newest) {
                name(pile.range()).ifPresent(leaf -> spans.add(new Span(leaf, pile.range())));
            }
            if (!spans.isEmpty()) {
                copy(new DefaultStaging(
                        seen.parent(),
                        seen.partition(),
                        spans,
                        seen.shape().columns(),
                        seen.shape().key()));
            }
        }
    }

    private void copy(DefaultStaging staging) {
        dropProofs(Optional.empty());
        QualifiedName table = seen.partition();
        if (!isUnderWay(staging)) {
            clearStaging();
            locking(
                    new Change.StageDefault(staging),
                    List.of(
                            new TableLock(seen.parent(), LockMode.ACCESS_SHARE),
                            new TableLock(table, LockMode.ACCESS_SHARE)));
            locking(new Change.FollowDefault(staging), List.of(new TableLock(table, LockMode.SHARE_ROW_EXCLUSIVE)));
        }
        steps.add(Step.outside(STAGE, new Change.CopyDefault(staging), table, LockMode.ROW_EXCLUSIVE)
                .costing(Cost.batches(seen.rows())));
        locking(new Change.SwapDefault(staging), exclusively());
    }

    private boolean isUnderWay(DefaultStaging staging) {
        return seen.leftover().following()
                && seen.leftover().purpose().equals(staging.purpose())
                && seen.leftover().tables() == staging.spans().size() + 1;
    }

    private List<TableLock> exclusively() {
        return List.of(
                new TableLock(seen.parent(), LockMode.ACCESS_EXCLUSIVE),
                new TableLock(seen.partition(), LockMode.ACCESS_EXCLUSIVE));
    }

    private void locking(Change change, List<TableLock> locks) {
        steps.add(new Step(STAGE, change, Scope.OWN, locks, Set.of()));
    }

    /** Two gaps of one month need two names. */
    private Optional<QualifiedName> name(MonthRange range) {
        String best = MonthCoverage.partitionName(seen.parent().name(), MonthRange.monthOf(range.from()));
        Optional<String> free = MonthCoverage.names(best).stream()
                .filter(name -> !taken.contains(name))
                .findFirst();
        if (free.isEmpty() || (!free.get().equals(best) && seen.taken().contains(best))) {
            pending.add(TakenName.of(seen.parent(), seen.parent().sibling(best), "", free));
        }
        free.ifPresent(taken::add);
        return free.map(seen.parent()::sibling);
    }

    private void list(Outliers outliers) {
        String rows = outliers.rows() + (outliers.rows() == 1 ? " row" : " rows") + " of " + seen.partition();
        String extent = ": from " + outliers.oldest() + " to " + outliers.newest() + ", first "
                + String.join(", ", outliers.ids());
        pending.add(
                switch (outliers.kind()) {
                    case EXPIRED ->
                        new Pending(
                                "partition.default-expired",
                                rows + " lie before " + outliers.limit()
                                        + ", where no window reaches, and get no partition" + extent,
                                "run exo-db-cli retention enforce, which deletes them");
                    case FUTURE ->
                        new Pending(
                                "partition.default-future",
                                rows + " lie at or after " + outliers.limit() + ", too far ahead to be true, and get no"
                                        + " partition" + extent,
                                "see who wrote them, by these ids; give them the time they were written, or delete them");
                });
    }

    private void leaveOutTheRest(long left) {
        pending.add(new Pending(
                "partition.default-full",
                left + " rows would stay in " + seen.partition()
                        + ", and all of them would be looked at while everybody waits; nothing is moved",
                "have those deleted that are past every window or too far ahead: exo-db-cli retention enforce; then"
                        + " run the same command again"));
    }

    private void leaveOutWithoutKey() {
        pending.add(new Pending(
                "partition.no-key",
                "rows of " + seen.partition() + " cannot be copied while they are written: " + seen.parent()
                        + " has no primary key",
                "run exo-db-cli migrate, then the same command again"));
    }

    private void leaveOutDependents() {
        pending.add(new Pending(
                "partition.depended-on",
                "these go by " + seen.partition() + " itself, which copies would take the place of: "
                        + String.join(", ", seen.dependents()),
                "drop what is named, run the same command again, and make it anew"));
    }
}
