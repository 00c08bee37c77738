package exo.db.partition;

import exo.db.schema.Change.Grace;

/** What a plan of partitions is for. */
public enum Purpose {
    /** Step 6 of a boot: what is missing is created, then what has expired is dropped. */
    BOOT,
    /** Only creates, and finishes an interrupted detach, which keeps rows out. */
    ENSURE,
    /** Only sets aside what has expired and drops what has been set aside for long enough. */
    DROP_EXPIRED,
    /** Drops what has expired at once, and with it all that waits in the trash. */
    DROP_WITHOUT_GRACE;

    boolean creates() {
        return this == BOOT || this == ENSURE;
    }

    boolean drops() {
        return this != ENSURE;
    }

    Grace grace() {
        return this == DROP_WITHOUT_GRACE ? Grace.WAIVED : Grace.GRANTED;
    }
}
