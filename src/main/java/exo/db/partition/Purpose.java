package exo.db.partition;

/** What a plan of partitions is for. */
public enum Purpose {
    /** Step 6 of a boot: what is missing is created, then what has expired is dropped. */
    BOOT,
    /** Only creates, and finishes an interrupted detach, which keeps rows out. */
    ENSURE,
    /** Only sets aside what has expired and drops what has been set aside for long enough. */
    DROP_EXPIRED;

    boolean creates() {
        return this != DROP_EXPIRED;
    }

    boolean drops() {
        return this != ENSURE;
    }
}
