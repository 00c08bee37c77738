package exo.db.schema;

/** A lock that a step takes on a table that others may be using. */
public record TableLock(QualifiedName table, LockMode mode) {}
