package exo.db.schema;

/** How a step meets transactions. */
public enum Scope {
    /** May share one transaction with its neighbours of the same stage: it touches only what nobody uses yet. */
    SHARED,
    /** A transaction of its own, so that its locks are held for its own time only. */
    OWN,
    /** None: the statement refuses to run inside a transaction. */
    NONE
}
