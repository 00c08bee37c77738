package exo.db.maintenance;

import java.time.Duration;

/**
 * The right to lead, as its holder knows it.
 *
 * @param term grows each time the lease is taken: another term means another holder
 * @param trustedUntil on this process's stop watch; counted from before the server was asked, and shorter than the
 *     lease itself, so that the holder gives up before somebody else may begin
 */
record Lease(long term, long trustedUntil) {
    /** How long a holder that is silent keeps others waiting: somebody else has taken over within 35 s. */
    static final Duration LIFE = Duration.ofSeconds(30);

    /** Two renewals may fail before the trust is over. */
    static final Duration RENEWAL = Duration.ofSeconds(10);

    /** How often others ask, so that life and one such pause make less than 35 s. */
    static final Duration CANDIDACY = Duration.ofSeconds(4);

    /** For what passes between a look at the watch and the end of a batch. */
    private static final Duration MARGIN = Duration.ofSeconds(5);

    /** @param asked on this process's stop watch, before the statement was sent */
    static Lease granted(long term, long asked) {
        return new Lease(term, asked + LIFE.minus(MARGIN).toNanos());
    }
}
