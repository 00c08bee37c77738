package exo.db.schema;

import java.util.List;
import java.util.Set;

/**
 * A change together with how it will be run; see {@link Plan} for the order.
 *
 * @param locks what it locks of tables that others may be using; empty where it touches only what is new
 */
public record Step(Stage stage, Change change, Scope scope, List<TableLock> locks, Set<Hazard> hazards, Cost cost) {
    public Step {
        locks = List.copyOf(locks);
        hazards = Set.copyOf(hazards);
    }

    /** A step that moves definitions only. */
    public Step(Stage stage, Change change, Scope scope, List<TableLock> locks, Set<Hazard> hazards) {
        this(stage, change, scope, locks, hazards, Cost.DEFINITIONS);
    }

    /** The same step, owning up to what it does to rows. */
    public Step costing(Cost rows) {
        return new Step(stage, change, scope, locks, hazards, rows);
    }

    /** A step that touches only what nobody uses yet. */
    public static Step shared(Stage stage, Change change) {
        return new Step(stage, change, Scope.SHARED, List.of(), Set.of());
    }

    /** A step in a transaction of its own that locks one table. */
    public static Step locking(Stage stage, Change change, QualifiedName table, LockMode mode) {
        return new Step(stage, change, Scope.OWN, List.of(new TableLock(table, mode)), Set.of());
    }

    /** A step that runs outside a transaction and locks one table. */
    public static Step outside(Stage stage, Change change, QualifiedName table, LockMode mode) {
        return new Step(stage, change, Scope.NONE, List.of(new TableLock(table, mode)), Set.of());
    }
}
