package exo.db.maintenance;

import exo.db.database.ServerFacts.Recovery;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The lease as the database has it.
 *
 * @param holder who held it last; empty where nobody ever did
 * @param expiresAt on the database's clock; null where nobody ever held it
 * @param now the database's clock
 */
record LeaseView(Recovery recovery, String holder, @Nullable Instant expiresAt, Instant now) {
    /** What somebody without the lease does next. */
    LeaseDecision decision() {
        if (recovery == Recovery.STANDBY) {
            return LeaseDecision.WAIT_FOR_PRIMARY;
        }
        Instant end = expiresAt;
        return end == null || end.isBefore(now) ? LeaseDecision.TAKE : LeaseDecision.WAIT_FOR_HOLDER;
    }

    /** What somebody without the lease can do. */
    enum LeaseDecision {
        TAKE,
        WAIT_FOR_HOLDER,
        WAIT_FOR_PRIMARY
    }
}
