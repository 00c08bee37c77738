package exo.db.schema;

/** The table locks of PostgreSQL that plans speak of, weakest first (manual, "Explicit Locking", table 13.2). */
public enum LockMode {
    ACCESS_SHARE,
    ROW_EXCLUSIVE,
    SHARE_UPDATE_EXCLUSIVE,
    SHARE,
    SHARE_ROW_EXCLUSIVE,
    ACCESS_EXCLUSIVE;

    /** As a statement and the manual spell it. */
    public String sql() {
        return name().replace('_', ' ');
    }

    /** Whether an insert or update has to wait for a session that holds this lock. */
    public boolean blocksWriters() {
        return compareTo(SHARE) >= 0;
    }
}
