package exo.db.migrate;

/** What {@code schema_state} says was reached; version 0 and no fingerprint where it says nothing yet. */
record StoredState(long version, String fingerprint) {
    static final StoredState NONE = new StoredState(0, "");
}
