package exo.db.partition;

import exo.db.schema.Check;
import exo.db.schema.Fitting;
import exo.db.schema.Index;
import exo.db.schema.Interim;
import exo.db.schema.Nullability;
import exo.db.schema.ObservedTable;
import exo.db.schema.ObservedTable.ObservedCheck;
import exo.db.schema.ObservedTable.ObservedColumn;
import exo.db.schema.ObservedTable.ObservedIndex;
import exo.db.schema.Pending;
import exo.db.schema.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Holds a partition in the trash against its parent, which migrations have gone on with: a partition can only be
 * attached with the parent's own columns, types and checks, and what indexes it lacks would be built under the locks.
 */
final class FittingPlanner {
    /** What every value can become, or any value of the smaller types. */
    private static final Set<String> WIDER_TYPES = Set.of("text", "bigint", "jsonb");

    private static final String AGAIN = "; then run the same command again";

    private final QualifiedName trash;
    private final ObservedTable parent;
    private final ObservedTable observed;
    private final List<Fitting> fittings = new ArrayList<>();
    private final List<Pending> obstacles = new ArrayList<>();

    private FittingPlanner(QualifiedName trash, ObservedTable parent, ObservedTable observed) {
        this.trash = trash;
        this.parent = parent;
        this.observed = observed;
    }

    /** What is to be done to the table, unless something is in the way. */
    record Fit(List<Fitting> fittings, List<Pending> obstacles) {
        Fit {
            fittings = List.copyOf(fittings);
            obstacles = List.copyOf(obstacles);
        }

        /** Whether rows are made text again that the encrypted column may hold sealed elsewhere. */
        boolean makesText() {
            return fittings.stream()
                    .anyMatch(fitting -> fitting instanceof Fitting.ConvertColumn convert
                            && convert.type().equals("text"));
        }
    }

    static Fit fit(QualifiedName trash, ObservedTable parent, ObservedTable observed) {
        FittingPlanner planner = new FittingPlanner(trash, parent, observed);
        planner.plan();
        return new Fit(planner.fittings, planner.obstacles);
    }

    private void plan() {
        if (isBeingChanged()) {
            obstacles.add(new Pending(
                    "partition.parent-changing",
                    trash + " cannot come back now: migrate is half-way through a change of the columns of "
                            + trash.sibling(parent.name()).name(),
                    "run exo-db-cli migrate until it is through" + AGAIN));
            return;
        }
        observed.columns().forEach(this::planExtra);
        parent.columns().forEach(this::planColumn);
        parent.checks().forEach(this::planCheck);
        parent.indexes().forEach(this::planIndex);
    }

    /** The marks of a conversion or of a column that is being filled. */
    private boolean isBeingChanged() {
        return parent.columns().stream()
                .anyMatch(column -> parent.column(Interim.text(column.name())).isPresent()
                        || parent.checks().stream()
                                .anyMatch(check -> check.name().equals(Interim.unfilled(column.name()))));
    }

    private void planExtra(ObservedColumn found) {
        if (parent.column(found.name()).isPresent()) {
            return;
        }
        if (parent.columns().stream()
                .anyMatch(column -> Interim.text(column.name()).equals(found.name()))) {
            fittings.add(new Fitting.DropColumn(found.name()));
            return;
        }
        obstacles.add(new Pending(
                "partition.extra-column",
                trash + " has a column that its parent does not have (any more): " + found.name(),
                "if its values may go: alter table " + trash + " drop column " + found.name() + "; else add it to "
                        + parent.name() + AGAIN));
    }

    private void planColumn(ObservedColumn wanted) {
        ObservedColumn found = observed.column(wanted.name()).orElse(null);
        if (found == null) {
            fittings.add(new Fitting.AddColumn(
                    wanted.name(), wanted.type(), wanted.collation(), wanted.defaultValue(), wanted.nullability()));
            return;
        }
        if (!found.type().equals(wanted.type())) {
            planType(wanted, found);
        }
        if (wanted.nullability() == Nullability.NOT_NULL && found.nullability() == Nullability.NULLABLE) {
            fittings.add(new Fitting.RequireValue(wanted.name()));
        }
    }

    private void planType(ObservedColumn wanted, ObservedColumn found) {
        if (WIDER_TYPES.contains(wanted.type())) {
            fittings.add(new Fitting.ConvertColumn(wanted.name(), wanted.type()));
            return;
        }
        obstacles.add(new Pending(
                "partition.column-type",
                trash + "." + wanted.name() + " is " + found.type() + ", and that of its parent " + wanted.type(),
                "alter table " + trash + " alter column " + wanted.name() + " type " + wanted.type() + " using ..."
                        + AGAIN));
    }

    private void planCheck(ObservedCheck wanted) {
        boolean isThere = observed.checks().stream()
                .anyMatch(check -> check.validated()
                        && check.name().equals(wanted.name())
                        && check.expression().equals(wanted.expression()));
        if (!isThere) {
            fittings.add(new Fitting.AddCheck(new Check(wanted.name(), wanted.expression())));
        }
    }

    private void planIndex(ObservedIndex wanted) {
        boolean isThere = observed.indexes().stream()
                .anyMatch(index -> index.valid()
                        && index.unique() == wanted.unique()
                        && index.definition().equals(wanted.definition()));
        if (!isThere) {
            fittings.add(new Fitting.AddIndex(
                    wanted.unique() ? Index.Uniqueness.UNIQUE : Index.Uniqueness.PLAIN, wanted.definition()));
        }
    }
}
