package exo.db.schema;

/** A lock that a step takes on a table that others may be using, or on one of its indexes. */
public record TableLock(QualifiedName table, LockMode mode) {}
